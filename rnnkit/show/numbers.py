"""How a number is written, the same in every face.

Four decimals at most, no trailing zeros, a true minus sign: 7, −0.5, 0.4621.
What four decimals would hide is written with a power of ten: 1.2e−05. Below
DUST there is only the rounding of the machine, which differs from one to the
next: it is written 0.
"""
import math

DIGITS = 4
DUST = 1e-13


def write(value, digits=DIGITS):
    """Return a number as a short text: `write(-0.50)` is "−0.5"."""
    if isinstance(value, str):
        return value
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) < DUST:
        return "0"
    if abs(value) < 0.5 * 10 ** -digits or abs(value) >= 1e12:
        text = f"{value:.{digits - 1}e}"
        mantissa, power = text.split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{power}"
    else:
        text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def read_back(text):
    """Return the number that a written text stands for."""
    text = text.replace("−", "-").replace("∞", "inf")
    return float(text)


def is_exact(value, digits=DIGITS):
    """Whether nothing is lost when the number is written."""
    value = float(value)
    if not math.isfinite(value):
        return True
    written = read_back(write(value, digits))
    return math.isclose(written, value, rel_tol=1e-12, abs_tol=DUST)
