"""A learner's function in, a verdict out.

    check_code("rnn-step", rnn_step)      right, not right, not attempted, or
                                          the line at which it raised
    code_questions()                      what can be checked, by name

    code        what a question about code is
    catalog     every question by its name; `questions` holds them
    values      arguments that are drawn from a seed
    originals   NumPy as it was, whatever a notebook has done to it
    guard       runs a stranger's function: time, output, errors
    answer      what it returned, as plain numbers
    cases       what is right on each draw, and what each mistake gives
    judge       how a verdict is come to; `words` has its sentences, `lines`
                compares the learner's own lines by name
    audit       the checker, checked
"""
from importlib import import_module

HOME = {"check_code": "judge", "code_questions": "catalog",
        "code_question": "catalog"}
__all__ = [*HOME]


def __getattr__(name):
    """Load a name when it is first used."""
    if name in HOME:
        return getattr(import_module(f"{__name__}.{HOME[name]}"), name)
    raise AttributeError(f"rnnkit.grade has no {name!r}; it has "
                         + ", ".join(__all__))
