"""Networks that compute, set by hand: run over a sequence, and filled in.

    through_time     an RNN with an output at each step, for `by_hand`
    parity_bits      the parity network of deck E over a string of bits
    string, bits     a string of bits as (T, 1, 1), and back
    sums_drawn       the comparison network over time, to move
    XorTable         nine numbers to set; each row of the truth table marked

The formulas are those of `rnnkit.cells`; nothing is computed here. Networks
that are trained on parity are in `play.parity`.
"""
import ipywidgets as widgets
import numpy as np

from rnnkit import bptt
from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import identity, sigmoid
from rnnkit.cells.threshold import parity_step, threshold
from rnnkit.play.still import Still
from rnnkit.show import chart
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown


# Over a sequence -------------------------------------------------------------

def through_time(cell, output, xs, h_0, phi=identity, squash=None):
    """Return [y_1, y_2, …] of an RNN whose state is read at each step, or
    [p_1, p_2, …] with p = squash(y), such as sigmoid.

    A linear state (φ = identity) is its own sum: a page calls it a_1, a_2.
    """
    h, ys = h_0, []
    for x in xs:
        h = rnn.step(cell, x, h, phi).h
        y = readout.linear(output, h)
        if squash:
            p = squash(y)
        ys.append(p if squash else y)
    return ys


def parity_bits(params, xs, y_0):
    """Return [y_1, y_2, …] of the parity network; y is fed back."""
    y, ys = y_0, []
    for x in xs:
        y = parity_step(params, x, y).y
        ys.append(y)
    return ys


def string(bits):
    """Return bits such as "0 1 1" or [0, 1, 1] as a sequence (T, 1, 1).

    Raises ValueError for anything but 0 and 1, and for no bits at all.
    """
    given = bits.replace(" ", "") if isinstance(bits, str) else bits
    found = [str(bit) for bit in given]
    wrong = [bit for bit in found if bit not in ("0", "1")]
    if wrong or not found:
        raise ValueError(f"bits has {wrong[0]!r}: only 0 and 1" if wrong
                         else "bits is empty: at least one 0 or 1 is needed")
    return np.array(found, dtype=float).reshape(-1, 1, 1)


def bits(values):
    """Return a sequence of 0 and 1, in arrays or not, as "0 1 1"."""
    return " ".join(str(int(v)) for v in np.ravel(values))


def sums_drawn(xs, recurrent=1.0, steepness=5.0):
    """Return the state and the output of the comparison network over time.

    xs: (T, 2, 1); recurrent: the weight from h to h; steepness: from h to y.
    """
    cell = rnn.Params(np.array([[1., -1.]]), np.array([[recurrent]]),
                      np.zeros((1, 1)))
    out = readout.Params(np.array([[steepness]]), np.zeros((1, 1)))
    hs = bptt.forward(rnn, cell, xs, phi=identity).hs
    y = sigmoid(readout.linear(out, hs))
    names = [f"t = {t}" for t in range(1, len(xs) + 1)]
    series = {"state h": [round(float(h), 2) for h in hs[:, 0, 0]],
              "output y": [round(float(v), 2) for v in y[:, 0, 0]]}
    words = "; ".join(f"{name}: h = {h}, y = {v}" for name, h, v in zip(
        names, *series.values()))
    return Shown(Document("", (chart.bars(
        names, series, title="The comparison network", words=words),)))


# Set by hand -----------------------------------------------------------------

PAIRS = np.array([[0., 0., 1., 1.], [0., 1., 0., 1.]])
LABELS = (("h1", ("from y before", "from x", "threshold")),
          ("h2", ("from y before", "from x", "threshold")),
          ("y", ("from h1", "from h2", "threshold")))


class XorTable(Still, widgets.VBox):
    """Weights and thresholds to set; the truth table says what is right.

    fields   the nine controls, in order; set(…) fills them in
    """

    def __init__(self, start=(0,) * 9):
        self.fields, rows = [], []
        for unit, names in LABELS:
            made = [widgets.FloatText(
                description=f"{unit} {name}", step=0.5,
                style={"description_width": "8.5em"},
                layout=widgets.Layout(width="15em")) for name in names]
            self.fields += made
            rows.append(widgets.HBox(made, layout=widgets.Layout(
                flex_flow="row wrap")))
        self.table = widgets.HTML()
        self.set(*start)
        for field in self.fields:
            field.observe(self.update, "value")
        super().__init__([*rows, self.table])

    def set(self, *values):
        """Fill in all nine numbers, row by row."""
        if len(values) != len(self.fields):
            raise ValueError(f"{len(values)} numbers were given: nine are "
                             "needed, two weights and a threshold for each "
                             "of h1, h2 and y")
        for field, value in zip(self.fields, values):
            field.value = value
        self.update()

    @property
    def params(self):
        """The numbers as dense.Params; a threshold is a bias of −θ."""
        v = np.array([field.value for field in self.fields]).reshape(3, 3)
        return dense.Params(v[:2, :2], -v[:2, 2:], v[2:, :2], -v[2:, 2:])

    @property
    def right(self):
        """For each of the four pairs, whether y is their XOR."""
        y = dense.step(self.params, PAIRS, threshold, threshold).y
        return [bool(r) for r in y[0] == (PAIRS[0] != PAIRS[1])]

    def update(self, change=None):
        """Work out the table again."""
        self.table.value = self.drawn().html()

    def drawn(self):
        """Return the truth table with its verdicts, a Display."""
        step = dense.step(self.params, PAIRS, threshold, threshold)
        wanted, right = PAIRS[0] != PAIRS[1], self.right
        rows = tuple((*(f"{v:.0f}" for v in (*PAIRS[:, k], *step.h[:, k])),
                      f"{step.y[0, k]:.0f}", f"{wanted[k]:.0f}")
                     for k in range(4))
        marks = tuple(((k, 4), "right" if right[k] else "wrong")
                      for k in range(4))
        count = sum(right)
        words = ("All four rows are right: your network computes XOR."
                 if count == 4 else f"{count} of 4 rows are right.")
        return Shown(Document("", (
            Table(("y before", "x", "h1", "h2", "y", "wanted"), rows,
                  marks=marks), Text(words, "right" if count == 4 else ""))))

    static = drawn
