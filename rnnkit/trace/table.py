"""The table of ufuncs and reductions: one line for each.

A derivative stands beside its function: given the input values and the
result, one slope for each input. None means that the result moves in steps,
so its slope is zero.
"""
import numpy as np

from rnnkit.show.describe import (Call, Fraction, Infix, Norm, Number, Power,
                                  Prefix, Root, Symbol)
from rnnkit.trace.operations import Elementwise, Reduction, chain, mean_of


def infix(mark):
    """Return what writes a sign between two operands."""
    return lambda a, b, sign="*": Infix(mark, a, b)


def call(name):
    """Return what writes a function by its name."""
    return lambda *arguments, sign="*": Call(name, arguments)


def times(a, b, sign="*"):
    """Return a product."""
    return Infix(sign, a, b)


def over(a, b, sign="*"):
    """Return a fraction."""
    return Fraction(a, b)


def minus(a, sign="*"):
    """Return the negative."""
    return Prefix("-", a)


def power(a, b, sign="*"):
    """Return a power."""
    return Power(a, b)


def e_to(a, sign="*"):
    """e to the a for one entry; exp(a) for a whole array."""
    return Power(Symbol("e"), a) if sign == "*" else Call("exp", (a,))


def squared(a, sign="*"):
    """Return the square."""
    return Power(a, Number(2.0))


def wins(a, b):
    """How far a is the larger: 1, 0, or ½ for each of two equal entries.

    Against a constant (max(0, a)) CAPPED breaks the tie: there the
    slope at 0 is 0, as in every RNN course and in torch.
    """
    return np.where(a == b, 0.5, a > b)


def power_slopes(a, b, out):
    """d a^b: b a^(b−1) and a^b log a (which needs a > 0; else not a number
    is avoided, for the exponent is then a constant)."""
    a, b = np.asarray(a, dtype=float), np.asarray(b)
    with np.errstate(all="ignore"):
        return (np.where(b == 0, 0, b * np.power(a, b - 1.0)),
                out * np.where(a > 0, np.log(np.where(a > 0, a, 1)), 0))


E = Elementwise
AS_IS = E("as is", lambda a, sign="*": a, lambda a, out: (1,), additive=True)
UFUNCS = {
    np.add: E("+", infix("+"), lambda a, b, out: (1, 1), additive=True),
    np.subtract: E("-", infix("-"), lambda a, b, out: (1, -1), additive=True),
    np.negative: E("-", minus, lambda a, out: (-1,), additive=True),
    np.positive: AS_IS,
    np.multiply: E("*", times, lambda a, b, out: (b, a)),
    np.divide: E("/", over, lambda a, b, out: (1 / b, -out / b)),
    np.power: E("**", power, power_slopes),
    np.float_power: E("**", power, power_slopes),
    np.remainder: E("%", call("remainder"),
                    lambda a, b, out: (1, -np.floor_divide(a, b))),
    np.floor_divide: E("//", lambda a, b, sign="*":
                       Call("floor", (Fraction(a, b),))),
    np.square: E("square", squared, lambda a, out: (2 * a,)),
    np.reciprocal: E("reciprocal", lambda a, sign="*":
                     Fraction(Number(1.0), a), lambda a, out: (-out * out,)),
    np.sqrt: E("sqrt", lambda a, sign="*": Root(a),
               lambda a, out: (0.5 / out,)),
    np.exp: E("exp", e_to, lambda a, out: (out,)),
    np.exp2: E("2^", lambda a, sign="*": Power(Number(2.0), a),
               lambda a, out: (out * np.log(2),)),
    np.expm1: E("expm1", call("expm1"), lambda a, out: (out + 1,)),
    np.log: E("log", call("log"), lambda a, out: (1 / a,)),
    np.log1p: E("log1p", call("log1p"), lambda a, out: (1 / (1 + a),)),
    np.log2: E("log2", call("log2"), lambda a, out: (1 / (a * np.log(2)),)),
    np.log10: E("log10", call("log10"),
                lambda a, out: (1 / (a * np.log(10)),)),
    np.logaddexp: E("logaddexp", call("logaddexp"), lambda a, b, out:
                    (np.exp(a - out), np.exp(b - out))),
    np.cbrt: E("cbrt", call("cbrt"), lambda a, out: (1 / (3 * out ** 2),)),
    np.tanh: E("tanh", call("tanh"), lambda a, out: (1 - out * out,)),
    np.sinh: E("sinh", call("sinh"), lambda a, out: (np.cosh(a),)),
    np.cosh: E("cosh", call("cosh"), lambda a, out: (np.sinh(a),)),
    np.sin: E("sin", call("sin"), lambda a, out: (np.cos(a),)),
    np.cos: E("cos", call("cos"), lambda a, out: (-np.sin(a),)),
    np.tan: E("tan", call("tan"), lambda a, out: (1 + out * out,)),
    np.arcsin: E("arcsin", call("arcsin"),
                 lambda a, out: (1 / np.sqrt(1 - a * a),)),
    np.arccos: E("arccos", call("arccos"),
                 lambda a, out: (-1 / np.sqrt(1 - a * a),)),
    np.arctanh: E("arctanh", call("arctanh"),
                  lambda a, out: (1 / (1 - a * a),)),
    np.arctan: E("arctan", call("arctan"), lambda a, out: (1 / (1 + a * a),)),
    np.abs: E("abs", lambda a, sign="*": Norm(a, 1),
              lambda a, out: (np.sign(a),)),
    np.fabs: E("abs", lambda a, sign="*": Norm(a, 1),
               lambda a, out: (np.sign(a),)),
    np.maximum: E("max", call("max"),
                  lambda a, b, out: (wins(a, b), 1 - wins(a, b))),
    np.minimum: E("min", call("min"),
                  lambda a, b, out: (1 - wins(a, b), wins(a, b))),
    np.sign: E("sign", call("sign")),
    np.floor: E("floor", call("floor")),
    np.ceil: E("ceil", call("ceil")),
    np.rint: E("round", call("round")),
    np.trunc: E("trunc", call("trunc")),
    np.heaviside: E("heaviside", call("heaviside")),
    np.greater: E(">", infix(">")),
    np.greater_equal: E(">=", infix(">=")),
    np.less: E("<", infix("<")),
    np.less_equal: E("<=", infix("<=")),
    np.equal: E("==", infix("==")),
    np.not_equal: E("!=", infix("!=")),
    np.logical_and: E("and", infix("and")),
    np.logical_or: E("or", infix("or")),
    np.logical_not: E("not", lambda a, sign="*": Prefix("not", a)),
    np.bitwise_and: E("and", infix("and")),
    np.bitwise_or: E("or", infix("or")),
    np.invert: E("not", lambda a, sign="*": Prefix("not", a)),
}

# Maxima and minima that stop at a constant: the constant wins a tie.
CAPPED = {
    np.maximum: E("max", call("max"),
                  lambda a, b, out: (a > b, b > a)),
    np.minimum: E("min", call("min"),
                  lambda a, b, out: (a < b, b < a)),
}


def share(taken, out):
    """The winners share the gradient, as torch's amax does."""
    best = taken == out
    return best / np.sum(best, axis=1, keepdims=True)


def others(taken, out):
    """The product of all the other entries, safe where one of them is 0."""
    n = taken.shape[1]
    return np.stack([np.prod(np.delete(taken, k, axis=1), axis=1)
                     for k in range(n)], axis=1)


REDUCTIONS = {
    "sum": Reduction("sum", lambda taken, out: np.ones(taken.shape),
                     lambda terms: chain("+", terms)),
    "mean": Reduction("mean", lambda taken, out:
                      np.ones(taken.shape) / taken.shape[1], mean_of),
    "max": Reduction("max", share, lambda terms: Call("max", tuple(terms))),
    "min": Reduction("min", share, lambda terms: Call("min", tuple(terms))),
    "prod": Reduction("prod", others, lambda terms: chain("*", terms)),
}
