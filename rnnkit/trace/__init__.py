"""Runs a formula on recording arrays and reads what it did.

    watch        runs the formula and lets it name its own lines
    inputs       from arguments to recorded inputs
    naming       what things are called
    array        the recording array; `methods` has what is called on it
    compute      computes, and adds a node to the record
    node         the record
    operations   the four kinds of operation, with their readings
    table        one line for each ufunc and reduction
    functions    NumPy functions that are not ufuncs
    entries      h[0], W[1, 2]
    reading      record → expressions: symbols, numbers, hand arithmetic
    sweep        record → gradients and dependence
"""
from rnnkit.trace.errors import TraceError
from rnnkit.trace.naming import plain
from rnnkit.trace.watch import run

__all__ = ["TraceError", "plain", "run"]
