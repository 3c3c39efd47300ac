"""How a training run tells where it is: a bar, lines, or nothing.

    bar     one line that is written over, in a terminal and in a notebook
    lines   ten lines and no more, where text is kept, as in a log
    quiet   nothing
"""
import sys
import time

WIDE = 24           # signs of the bar
OFTEN = 0.1         # seconds between two drawings


def progress(way=None):
    """Return "bar", "lines" or "quiet"; None picks by where text goes.

    Raises ValueError for another word.
    """
    if way is None:
        return ("bar" if sys.stdout.isatty() or "ipykernel" in sys.modules
                else "lines")
    if way not in ("bar", "lines", "quiet"):
        raise ValueError(f"show is {way!r}: it is 'bar', 'lines' or 'quiet'")
    return way


class Teller:
    """Tells of steps `first` to `last` of a run."""

    def __init__(self, way, first, last):
        self.way = progress(way)
        self.first, self.last = first, last
        self.begun, self.drawn, self.told = time.perf_counter(), 0.0, -1

    def step(self, step, words):
        """Tell of one step, if it is time to; words: what it has reached."""
        if self.way == "quiet":
            return
        now, done = time.perf_counter(), self.share(step)
        if self.way == "bar" and now - self.drawn > OFTEN:
            self.drawn = now
            self.write(f"\r{self.bar(done)} {self.line(step, words, now)}")
        elif self.way == "lines" and int(10 * done) > self.told:
            self.told = int(10 * done)
            self.write(self.line(step, words, now) + "\n")

    def end(self, step, words, why=""):
        """Tell of the last step, and why it was the last."""
        if self.way == "quiet" or self.first == self.last:
            return
        now = time.perf_counter()
        if self.way == "bar":
            bar = self.bar(self.share(step))
            self.write(f"\r{bar} {self.line(step, words, now)}\n")
        elif self.told < int(10 * self.share(step)):
            self.write(self.line(step, words, now) + "\n")
        if why:
            self.write(why + "\n")

    def share(self, step):
        """Return how much is done, 0 to 1."""
        return (step - self.first) / max(1, self.last - self.first)

    def bar(self, done):
        """Return the bar."""
        full = round(WIDE * done)
        return "[" + "#" * full + "." * (WIDE - full) + "]"

    def line(self, step, words, now):
        """Return the line of one step: all lines of a run are as long."""
        line = f"step {step} of {self.last}, {words}"
        return f"{line}, {now - self.begun:.0f} s".ljust(56)

    @staticmethod
    def write(text):
        """Write at once, not when the line ends."""
        sys.stdout.write(text)
        sys.stdout.flush()
