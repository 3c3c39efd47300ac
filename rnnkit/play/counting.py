"""Parameters to look at: matrices drawn to scale, and blanks for counts.

    blocks(kind="RNN", x=3, h=3, y=2)    each number is a cell
    growth(x=128, y=96)                  the count of each matrix over h
    Page.ask of `practice.counting`      blanks: AskCounts

Rows of the drawing are the unit that a weight goes to; side by side stand
the matrices that are added there. Everything is drawn with one scale.
"""
from typing import NamedTuple

from rnnkit import shapes
from rnnkit.play.ask import Ask
from rnnkit.show import chart, html, svg
from rnnkit.show.axes import length
from rnnkit.show.describe import (Blank, Document, Equation, Row, Symbol,
                                  Text)
from rnnkit.show.display import Shown
from rnnkit.trace import reading

KINDS = {"RNN": shapes.rnn, "LSTM": shapes.lstm, "GRU": shapes.gru,
         "no memory": shapes.dense}
WIDE, TALL, LARGEST, CELL = 760, 600, 30, 7
GAP, ABOVE, BELOW = 22, 34, 30
PLAIN = ".rk-counts .blanks{border:0;padding:0;background:none}"


class Block(NamedTuple):
    """One matrix on the page: where, how large, how many cells are new."""
    matrix: shapes.Matrix
    x: float
    y: float
    scale: float
    old: tuple


def blocks(kind="RNN", x=3, h=3, y=2, before=None):
    """Return the matrices of a network drawn to scale, as a Display.

    kind: a key of KINDS; before: Counts whose cells are not new.
    """
    count = KINDS[kind]
    return drawing(count(x, h, y), before)


def drawing(counts, before=None):
    """Return Counts as blocks of cells, the new ones filled if `before`."""
    old = before.shapes if before else counts.shapes
    lines = by_target(counts)
    scale = fitting(lines)
    placed, width, height = settle(lines, scale, old)
    parts = [part for block in placed for part in draw(block)]
    title = f"{counts.title}: {counts.total:,} parameters"
    if before:
        title += f", {counts.total - before.total:+,}".replace("-", "−")
    parts.append(svg.text(2, 22, title, anchor="start", size=19,
                          font_weight=600))
    words = "; ".join(f"{m.symbol} {shapes.times(m.shape)} = {m.count:,}"
                      for m in counts)
    return Shown(Document("", (svg.picture(
        max(width, length(title, 19) + 8), height, parts, title, words),)))


def by_target(counts):
    """Return the matrices in lines: one line for each bias at their end."""
    lines, line = [], []
    for matrix in counts:
        if line and target(matrix) != target(line[-1]):
            lines, line = [*lines, line], []
        line.append(matrix)
    return [*lines, line]


def target(matrix):
    """Return what a matrix leads to: h of W_hx and b_h, 1 of W1."""
    letters = matrix.symbol.replace("_", "")[1:]
    layer = matrix.symbol.rpartition("_")[2]
    return letters[0], layer if layer.isdigit() else ""


def fitting(lines):
    """Return how many points of the page one cell is wide."""
    across = max(sum(m.shape[1] for m in line) for line in lines)
    down = sum(line[0].shape[0] for line in lines)
    gaps = max(GAP * len(line) for line in lines)
    return min(LARGEST, max(40, WIDE - gaps) / across,
               max(40, TALL - (ABOVE + BELOW) * len(lines)) / down)


def settle(lines, scale, old):
    """Return the Blocks, and the width and height of them all."""
    placed, width, y = [], 0, 34
    for line in lines:
        x = 2
        for matrix in line:
            wide = max(matrix.shape[1] * scale, length(caption(matrix), 15),
                       length(matrix.symbol, 20))
            placed.append(Block(matrix, x + wide / 2, y + ABOVE, scale,
                                old.get(matrix.symbol, (0, 0))))
            x += wide + GAP
        width = max(width, x)
        y += ABOVE + line[0].shape[0] * scale + BELOW
    return placed, width, y + 4


def caption(matrix):
    """Return what stands below a matrix: 3 × 4 = 12."""
    return f"{shapes.times(matrix.shape)} = {matrix.count:,}"


def draw(block):
    """Return the parts of one matrix: its cells, its name, its count."""
    matrix, x, top, scale, old = block
    rows, columns = matrix.shape
    wide, tall = max(2, columns * scale), max(2, rows * scale)
    left, weight = x - wide / 2, matrix.symbol.startswith("W")
    parts = [svg.rect(left, top, wide, tall, fill="blue" if weight
                      else "orange", fill_opacity=".25")]
    if scale >= CELL:
        parts += grid(left, top, rows, columns, scale)
    parts += fresh_cells(block, left)
    parts.append(svg.rect(left, top, wide, tall, stroke="ink",
                          stroke_width=1.5))
    parts.append(svg.symbol(x, top - 12, matrix.symbol, size=21))
    return parts + [svg.text(x, top + tall + 20, caption(matrix), size=15)]


def grid(left, top, rows, columns, scale):
    """Return the lines between cells."""
    return [svg.line(left, top + k * scale, left + columns * scale,
                     top + k * scale, stroke="dim") for k in range(1, rows)
            ] + [svg.line(left + k * scale, top, left + k * scale,
                          top + rows * scale, stroke="dim")
                 for k in range(1, columns)]


def fresh_cells(block, left):
    """Return the cells that were not there before, filled, with a plus."""
    (rows, columns), (had, wide) = block.matrix.shape, block.old[:2]
    s, parts = block.scale, []
    for row in range(rows if s >= CELL else 0):
        for column in range(columns):
            if row >= had or column >= wide:
                x, y = left + column * s, block.y + row * s
                parts.append(svg.rect(x, y, s, s, fill="green",
                                      stroke="paper", stroke_width=1.5))
                parts.append(svg.text(x + s / 2, y + s / 2 + 6, "+",
                                      fill="paper", size=min(20, s)))
    return parts


def growth(x=128, y=96, up_to=300):
    """Return the counts of an RNN's matrices over h, as a Display."""
    over = [1, *range(up_to // 30, up_to + 1, up_to // 30)]
    each = [shapes.rnn(x, h, y).counts for h in over]
    series = {symbol: [counts[symbol] for counts in each]
              for symbol in ("W_hx", "W_hh", "W_yh")}
    series["biases"] = [c["b_h"] + c["b_y"] for c in each]
    square = shapes.rnn(x, x, y)["W_hh"]
    meets = [(x, square.count, "h = x")] if x <= up_to else []
    largest = max(series, key=lambda name: series[name][-1])
    return Shown(Document("", (chart.curves(
        over, series, title="Parameters of an RNN as h grows",
        words=f"Counts for x = {x}, y = {y}, h from 1 to {over[-1]}. At the "
        f"right end {largest} is the largest, {series[largest][-1]:,}.",
        x_label="hidden units h", y_label="parameters", points=meets),)))


class AskCounts(Ask):
    """Blanks for counts: the sizes are given, the products are not."""

    _css = Ask._css + PLAIN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_class("rk-counts")

    def told_in_order(self):
        """Yield the sizes, then each line for the browser."""
        yield {"html": html.body(Document("", self.sizes()))}
        yield from super().told_in_order()

    def sizes(self):
        """Return what gives the sizes: words, and an equation for each."""
        return Text("Given are the sizes:"), Row(tuple(
            Equation(Symbol(node.name), (reading.literal(node),), ("=",))
            for node in self.page.record.inputs))

    def begun(self, node):
        """Return a line up to its blank; of a sum, the symbols."""
        steps = [reading.symbols(node)] if node.operation.additive else []
        return Equation(Symbol(node.name), tuple(steps), ("=",) * len(steps))

    def empty(self, node):
        """Return a line with a blank for its count."""
        begun = self.begun(node)
        return begun._replace(steps=(*begun.steps, Blank(node.name)),
                              relations=(*begun.relations, "="))

    def static(self):
        """Return the sizes, and the lines with empty boxes, as a Display."""
        lines = super().static().describe().items
        return Shown(Document("", (*self.sizes(), *lines)))
