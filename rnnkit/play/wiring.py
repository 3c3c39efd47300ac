"""A wiring whose links can be crossed out, and what changes then.

    Cross(w)           picture, block matrix and distributions as a widget:
                       click a link, or reach it with Tab and press Enter,
                       and all three change
    Cross(w, goal=v)   the same, until it is wired as v

The displays that do not move are in `wiring_tables`, and can be had here.
"""
from pathlib import Path

import anywidget
import traitlets

from rnnkit.play.still import Still
from rnnkit.show.css import CSS
from rnnkit.show.describe import Document, Text

from .wiring_picture import drawing
from .wiring_tables import (Board, beside, blocks, board, confirm, matrix,
                            odds, picture, recorded, scenarios, table,
                            two_layers, typeset)

__all__ = ["Cross", "beside", "board", "confirm", "matrix", "picture",
           "recorded", "scenarios", "table", "two_layers", "typeset"]
HERE = Path(__file__).parent


class Cross(Still, anywidget.AnyWidget):
    """The board of a wiring whose links can be crossed out.

    wiring    the Wiring as it is now
    goal      a Wiring to reach, or None: the same links (match="links"), or
              only the same distributions (match="distributions")
    """

    _esm = HERE / "wiring.js"
    _css = CSS + (HERE / "wiring.css").read_text("utf-8")
    picture = traitlets.Unicode("").tag(sync=True)
    matrix = traitlets.Unicode("").tag(sync=True)
    odds = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    reached = traitlets.Bool(False).tag(sync=True)
    names = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)

    def __init__(self, *wirings, goal=None, match="links"):
        super().__init__()
        if not wirings:
            raise ValueError("Cross needs a wiring, such as recurrent(3)")
        if match not in ("links", "distributions"):
            raise ValueError(f"match is {match!r}: it is 'links' or "
                             "'distributions'")
        self.starts = {w.title: w for w in wirings}
        self.goal, self.match = goal, match
        self.names = list(self.starts)
        self.chosen = self.names[0]
        self.start()
        self.observe(self.start, "chosen")
        self.on_msg(self.heard)

    def start(self, change=None):
        """Show the chosen wiring as it was given."""
        self.wiring = self.starts[self.chosen]
        self.show("Click a link to cross it out, and again to put it back. "
                  "Click a hidden state to set it to 0.")

    def heard(self, widget, message, buffers):
        """Do what was clicked: a link, a state, or the way back."""
        link, state = message.get("link"), message.get("state")
        if link:
            self.toggle(*link.split())
        elif state:
            self.set_zero(state)
        elif message.get("action") == "again":
            self.start()

    def toggle(self, source, target):
        """Cross out a link, or put it back."""
        before = self.seen()
        self.wiring = self.wiring.toggle(source, target)
        crossed = (source, target) in self.wiring.crossed
        what = "crossed out" if crossed else "back again"
        self.show(f"{source} → {target} is {what}. " + self.change(before))

    def set_zero(self, name):
        """Set a hidden state to zero, or let it be again."""
        before, zero = self.seen(), self.wiring.zero
        self.wiring = self.wiring.toggle_zero(name)
        what = "is computed again. " if name in zero else (
            "= 0: the links into it and out of it carry nothing. ")
        self.show(f"{name} {what}" + self.change(before))

    def seen(self):
        """Return {output: what it sees}."""
        return {y: self.wiring.sees(y) for y in self.wiring.outputs}

    def change(self, before):
        """Return in words what the outputs see no longer, or anew."""
        parts = []
        for y, now in self.seen().items():
            lost = [n for n in before[y] if n not in now]
            new = [n for n in now if n not in before[y]]
            parts += [f"{y} no longer sees {', '.join(lost)}"] * bool(lost)
            parts += [f"{y} sees {', '.join(new)} again"] * bool(new)
        return "; ".join(parts) + "." if parts else (
            "No output sees more or less than before.")

    def show(self, said):
        """Draw everything again, and say what happened."""
        self.picture = drawing(self.wiring).svg
        self.matrix = Board(Document("", (blocks(self.wiring),))).html()
        self.odds = Board(Document("", (odds(self.wiring),))).html()
        self.reached = self.is_reached()
        self.words = said + " You have reached the goal!" * self.reached

    def is_reached(self):
        """Whether the wiring is as the goal asks."""
        if self.goal is None:
            return False
        if self.match == "links":
            return set(self.wiring.alive) == set(self.goal.alive)
        return self.seen() == {y: self.goal.sees(y)
                               for y in self.goal.outputs}

    # Where no kernel runs --------------------------------------------------
    def static(self):
        """Return the board with what to do, as a Display."""
        shown = board(self.wiring).describe()
        return Board(shown._replace(items=(*shown.items, Text(
            "Run this cell to cross out links by clicking them."))))
