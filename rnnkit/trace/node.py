"""The record of a formula: one Node for every operation that ran.

A Record is a list of nodes in the order in which they were made, so a node
always stands behind the nodes it was computed from.
"""
import numpy as np


class Node:
    """One result in a record.

    operation   how it was made (see `operations`); None for an input or a
                constant
    inputs      the nodes it was made from
    value       the ndarray (or NumPy number) that NumPy computed
    options     what else the operation was told: an axis, a key, a choice
    name        its name on the page, or None: then it is part of a line
    word        (name, node) if a function of one array made it: relu, a
    kind        "input", "constant" or "step"
    """

    __slots__ = ("operation", "inputs", "value", "options", "name", "word",
                 "kind", "number", "time", "spare", "group")

    def __init__(self, operation, inputs, value, options=None, kind="step"):
        self.operation, self.inputs = operation, inputs
        self.value, self.options, self.kind = value, options, kind
        self.name = self.word = self.number = self.time = None
        self.spare = self.group = None

    @property
    def shape(self):
        return np.shape(self.value)

    @property
    def size(self):
        return int(np.size(self.value))

    def at(self, flat):
        """Return entry number `flat`, counted row by row."""
        return np.ravel(self.value)[flat]


class Record:
    """All nodes of one run, inputs first."""

    def __init__(self):
        self.nodes = []
        self.objects = {}          # id of a plain array -> (array, its name)

    def add(self, node):
        """Append a node and return it."""
        node.number = len(self.nodes)
        self.nodes.append(node)
        return node

    def constant(self, value):
        """Return a node for something that the formula did not record."""
        return self.add(Node(None, (), value, options=id(value),
                             kind="constant"))

    @property
    def inputs(self):
        return [node for node in self.nodes if node.kind == "input"]

    @property
    def lines(self):
        """The named results, in the order in which they were computed."""
        return [node for node in self.nodes
                if node.kind == "step" and node.name]
