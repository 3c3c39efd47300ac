"""The record of a formula: one Node for every operation that ran.

A Record is a list of nodes in the order in which they were made, so a node
always stands behind the nodes it was computed from.
"""
import numpy as np


class Held:
    """What a formula holds of a record: the recording array, without its
    operations."""

    __slots__ = ("record", "node")

    def __init__(self, record, node):
        self.record, self.node = record, node


class Node:
    """One result in a record.

    operation   how it was made (see `operations`); None for an input or a
                constant
    inputs      the nodes it was made from
    value       the ndarray (or NumPy number) that NumPy computed
    options     what else the operation was told: an axis, a key, a choice
    name        its name on the page, or None: then it is part of a line
    word        (name, node) if a function of one array made it: relu, a;
                "inner" for a line inside of such a function
    kind        "input", "constant" or "step"
    number      its place in the record
    time        which turn of a loop named it, or None
    group       the name before it was numbered; for an input, its owner
    spare       the name that a function inside gave to its result
    stale       whether it was taken from an array that changed since
    """

    __slots__ = ("operation", "inputs", "value", "options", "name", "word",
                 "kind", "number", "time", "spare", "group", "stale")

    def __init__(self, operation, inputs, value, options=None, kind="step"):
        self.operation, self.inputs = operation, inputs
        self.value, self.options, self.kind = value, options, kind
        self.name = self.word = self.number = self.time = None
        self.spare = self.group = None
        self.stale = False

    @property
    def shape(self):
        """The shape of the value; () for a number."""
        return np.shape(self.value)

    @property
    def size(self):
        """How many entries the value has."""
        return int(np.size(self.value))

    def at(self, flat):
        """Return entry number `flat`, counted row by row."""
        return np.ravel(self.value)[flat]


class Record:
    """All nodes of one run, inputs first."""

    def __init__(self, instead=None, rounded=None):
        self.nodes = []
        self.objects = {}          # id of a plain array -> (array, its name)
        self.instead = instead or {}    # node number -> {entry: its value}
        self.computed = {}         # the values that these took the place of
        self.rounded = rounded     # (node numbers, decimals) to round, or None

    def add(self, node):
        """Append a node and return it."""
        node.number = len(self.nodes)
        if self.rounded and node.number in self.rounded[0]:
            node.value = np.round(node.value, self.rounded[1])
        if node.number in self.instead:
            self.computed[node.number] = node.value
            value = np.array(node.value, dtype=float)
            for flat, other in self.instead[node.number].items():
                value.flat[flat] = other
            if np.asarray(node.value).dtype.kind in "iu" and np.all(
                    value == np.round(value)):
                value = value.astype(int)        # a size stays a size
            node.value = value if value.ndim else value[()]
        self.nodes.append(node)
        return node

    def constant(self, value):
        """Return a node for something that the formula did not record."""
        return self.add(Node(None, (), value, options=id(value),
                             kind="constant"))

    @property
    def inputs(self):
        """The nodes of the arguments."""
        return [node for node in self.nodes if node.kind == "input"]

    def spoil_views(self, node):
        """Mark the parts of an array that is about to change in place."""
        spoiled = {node}
        for later in self.nodes[node.number + 1:]:
            if is_view(later) and not spoiled.isdisjoint(later.inputs):
                later.stale = True
                spoiled.add(later)

    @property
    def lines(self):
        """The named results, in the order in which they were computed."""
        return [node for node in self.nodes
                if node.kind == "step" and node.name]


def is_view(node):
    """Whether NumPy took a value from another without copying it."""
    return len(node.inputs) == 1 and isinstance(node.value, np.ndarray) \
        and np.may_share_memory(node.value, node.inputs[0].value)
