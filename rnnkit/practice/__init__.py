"""Questions made from formulas: blanks, verdicts, hints, fresh numbers.

    practice("rnn-step")         a page to fill in, in a notebook
    overview()                   a table of all families of questions
    families()                   the same as a dict, by name
    q = question("rnn-step", 2, 7)   the same question for ever
    judge(q, {"h[0]": "3"})      verdicts that name the mistake
    guide(q, "h[0]", 1)          the first of three hints
    Record()                     what was practiced
"""
from .catalog import families, overview
from .question import question      # after its module of the same name
from .judge import judge
from .guide import guide
from .record import Record


def practice(name=None, level=None, seed=None, record=None):
    """Return a page of questions to fill in, as a widget.

    name: a family, or None for what is due next; level and seed: where to
    begin; record: a Record, the reader's own if None. Raises ValueError,
    with what exists, for an unknown family or level.
    """
    from rnnkit.play.practicing import Practice
    return Practice(name, level, seed, record)


__all__ = ["Record", "families", "guide", "judge", "overview",
           "practice", "question"]
