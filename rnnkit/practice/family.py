"""What a family of questions is: a formula, how to draw its numbers, and
the mistakes that people make with it.

    RNN_STEP = Family(
        name="rnn-step", title="One step of an RNN", chapter="03",
        levels={1: "two units", 2: "three units", 3: "…"},
        formula=rnn_step,              # a formula that chapters run
        setting=draw_rnn_step,         # (Draw, level) -> Setting
        mistakes=(Mistake("forgot the bias",
                          "Which number of this line stands alone?",
                          step={"a": "W_hx @ x + W_hh @ h_prev"}), …))

`question` draws numbers until they fit on paper and tell the mistakes apart
from the right answer; `judge` marks answers and names the mistake.
"""
from typing import Callable, NamedTuple

FEWEST = 4                  # mistakes that a question must be able to name


class Setting(NamedTuple):
    """What one question gives and asks.

    given       the arguments of the formula, by name
    asks        lines ("h") or entries ("h[0]") to find, in order
    task        what is given and what to find, in a sentence or two
    decimals    0: whole numbers, exact; 2: to two decimals
    hints       (where to look, formula) in words, {} for the blank, where
                the record moves numbers about and its lines say little;
                then the solution goes entry by entry. A third one stands
                in for the numbers where these would tell the answer
    rules       {line: words}, the second hint of a line whose formula would
                be the answer or no help; (words, function) where the third
                one is in words, too, made from the place of the blank
    note        what only the solution needs to say of its lines
    """
    given: dict
    asks: tuple
    task: str
    decimals: int = 0
    hints: tuple = ()
    rules: dict = {}
    note: str = ""

    def rule(self, node):
        """Return (second hint, function or None) for a line, or None."""
        found = self.rules.get(node.name) or self.rules.get(node.group)
        return (found, None) if isinstance(found, str) else found


class Mistake(NamedTuple):
    """A misconception, as a change to the formula.

    name        what one did, in the past: "forgot the bias"
    look        a question that leads to seeing it; it tells no number
    changes     {function: {left side: new right side}}, see `change`
    levels      where it can be made; () for all levels
    """
    name: str
    look: str
    changes: dict
    levels: tuple = ()


def mistake(name, look, levels=(), **changes):
    """Return a Mistake; changes as `change` takes them."""
    return Mistake(name, look, changes, tuple(levels))


class Family(NamedTuple):
    """Questions that differ in their numbers only.

    levels      {1: what is asked in words, 2: …}
    formula     what is recorded: the functions of the chapters
    setting     (Draw, level) -> Setting, a new one each time it is called
    mistakes    at least four that can be told apart on each level
    suits       page -> bool: what else the numbers must be (no ties, …)
    largest     no number on the page is larger
    flags       True where all answers are 0 or 1 (yes or no)
    signs       whether both signs must occur among the given numbers
    """
    name: str
    title: str
    chapter: str
    levels: dict
    formula: Callable
    setting: Callable
    mistakes: tuple
    suits: Callable = lambda page: True
    largest: float = 30
    flags: bool = False
    signs: bool = True

    def mistakes_at(self, level):
        """Return the mistakes that can be made on a level."""
        return tuple(m for m in self.mistakes
                     if not m.levels or level in m.levels)

