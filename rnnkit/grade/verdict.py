"""What is said about a function: one of four outcomes, and words."""
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Display

MARK = {"right": "right", "wrong": "wrong", "raised": "wrong", "empty": ""}


class Verdict(Display):
    """What is said about one function.

    outcome     "right", "wrong", "empty" or "raised"
    words       what to show
    mistakes    the names of the mistakes that give these very values
    line        the number of the learner's line that raised, or None
    """

    def __init__(self, title, outcome, words, mistakes=(), line=None):
        self.title, self.outcome, self.words = title, outcome, words
        self.mistakes, self.line = tuple(mistakes), line

    def __eq__(self, other):
        return isinstance(other, Verdict) and (
            self.outcome, self.words, self.mistakes, self.line) == (
            other.outcome, other.words, other.mistakes, other.line)

    def describe(self):
        """Return the verdict as a Document."""
        return Document(self.title, (Text(self.words, MARK[self.outcome]),))
