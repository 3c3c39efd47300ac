"""Is a gradient right? Four ways to it, and where they part.

    check         gradcheck: a formula's gradient against a numeric one
    differences   slopes by the complex step or by central differences
    agree         gradients by name from several ways; where the chain broke
    ways          gradients of a sequence by bptt, and by forward passes alone
    broken        cells whose way back is wrong on purpose
"""
from rnnkit.gradients.agree import agree
from rnnkit.gradients.check import gradcheck

__all__ = ["agree", "gradcheck"]
