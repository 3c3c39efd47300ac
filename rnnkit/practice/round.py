"""One question being worked on: what was typed, hinted, shown; its outcome.

    turn = Round(question("rnn-step", 1, 7))
    turn.answer("a[0]", "7")      a Verdict
    turn.hint("a[0]")             the next of three hints
    turn.show("a[0]")             worked out; it does not count as solved
    turn.done, turn.first         all right?  right at the first try

The notebook page and the terminal are two faces of it.
"""
from rnnkit.practice.guide import HINTS, guide, solve
from rnnkit.practice.judge import judge


class Round:
    """The state of one question.

    typed       {label: text}
    verdicts    {label: Verdict}, of all that was typed
    hinted      {label: how many hints were given}
    shown       labels that were worked out for the reader
    missed      labels that were once wrong, hinted or shown
    mistakes    the names of all mistakes that were diagnosed, in order
    """

    def __init__(self, question):
        self.question = question
        self.typed, self.verdicts, self.hinted = {}, {}, {}
        self.shown, self.missed, self.mistakes = [], set(), []

    def answer(self, label, text):
        """Return the Verdict on an answer, and mark the others anew: one
        may be right from another."""
        return self.answers({**self.typed, label: text})[label]

    def answers(self, typed):
        """Return {label: Verdict} for all that was typed so far."""
        self.typed = {label: str(text) for label, text in typed.items()
                      if label in self.question.blanks}
        self.verdicts = judge(self.question, self.typed)
        for label, verdict in self.verdicts.items():
            if verdict.outcome == "wrong":
                self.missed.add(label)
                self.mistakes += [name for name in verdict.mistakes
                                  if name not in self.mistakes]
        return self.verdicts

    def hint(self, label):
        """Return the next hint for a blank; after the last one, that it was
        the last."""
        self.missed.add(label)
        step = self.hinted.get(label, 0) + 1
        if step > HINTS:
            return (f"{label}: that was the last hint. The solution works "
                    "it out.")
        self.hinted[label] = step
        return f"Hint {step} of {HINTS}: " + guide(self.question, label, step)

    def show(self, label):
        """Return a blank worked out; it is filled in, and counts as missed.
        """
        self.missed.add(label)
        self.shown.append(label)
        self.answers({**self.typed,
                      label: repr(self.question.right[label])})
        return solve(self.question, label)

    @property
    def done(self):
        """Whether every blank is right, from right ones."""
        return bool(self.verdicts) and all(
            v.outcome == "right" and not v.carried
            for v in self.verdicts.values())

    @property
    def first(self):
        """How many blanks were right at the first try, without help."""
        return sum(v.outcome == "right" and label not in self.missed
                   for label, v in self.verdicts.items())

    def keep(self, record):
        """Write the outcome into a Record: of a question that was solved,
        or in which something was missed. One left half done is no miss."""
        if self.done or self.missed:
            record.add(self.question.code, self.first,
                       len(self.question.blanks), self.mistakes)


__all__ = ["Round"]
