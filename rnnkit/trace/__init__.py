"""Runs a formula on recording arrays and reads what it did.

    watch        runs the formula; names come from the formula itself
    array        the recording array
    node         the record
    operations   the four kinds of operation, with their readings
    table        one line for each ufunc and reduction
    functions    NumPy functions that are not ufuncs
    reading      record → expressions: symbols, numbers, hand arithmetic
    sweep        record → gradients and dependence
"""
from rnnkit.trace.errors import TraceError
from rnnkit.trace.watch import run

__all__ = ["TraceError", "run"]
