"""Pictures and tables of gates: an LSTM cell, and its memory over time.

    cell_drawing(step)             one unit of one step, gates with numbers
    move_gates(row, "Notice …")    each gate as computed, shut or open
    conveyor(steps, labels)        c over time: kept, erased, written, shown
    story(row, forget="shut")      the sentence of deck C on the conveyor
    move_story(row, "Notice …")    the same, with a control a gate
    word_table(steps, words)       what each gate does at each word
    weight_table(params, words)    what each gate hears of each word
    kept_over_time(b_f)            ∂c_T/∂c_t for one forget bias

Parameters for them: `params_of` and `from_deck` read a row of the ledger,
`forced` holds a gate open or shut. The formulas are those of `cells.lstm`.
"""
import numpy as np

from rnnkit import bptt
from rnnkit.cells import lstm, readout
from rnnkit.play.gates_picture import belt, cell
from rnnkit.play.move import Move
from rnnkit.show import chart
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

LARGE = 20.0                # σ(±20) is 1 or 0 to eight decimals
WAYS = ("as computed", "shut", "open")
LETTERS = {"forget": "f", "input": "i", "output": "o"}
STEPS = 20                  # of kept_over_time: an event stays below 5 ms
HALF = 0.5


# Parameters ------------------------------------------------------------------
def params_of(row):
    """Return lstm.Params from a row whose inputs have their names."""
    return lstm.Params(*(getattr(row, n) for n in lstm.Params._fields))


def from_deck(row):
    """Return lstm.Params from deck C's letters: U for W_·x, W for W_·h, and
    an index C for the candidate g."""
    found = []
    for gate in lstm.GATES:
        there = "C" if gate == "g" else gate
        found += [getattr(row, f"{kind}_{there}") for kind in "UWb"]
    return lstm.Params(*found)


def biases_only(row):
    """Return the Step of a cell that hears nothing but its biases."""
    H = len(row.c_prev)
    zero = {"x": np.zeros((H, 1)), "h": np.zeros((H, H))}
    params = lstm.Params(*(
        zero[name[-1]] if name[0] == "W" else getattr(row, name)
        for name in lstm.Params._fields))
    return lstm.step(params, np.zeros((1, 1)), np.zeros((H, 1)), row.c_prev)


def forced(params, **gates):
    """Return the parameters with gates held by their biases.

    gates: f, i or o, each "shut", "open" or "as computed". Its weights
    become 0 and its bias ∓20. Raises ValueError for other gates and words.
    """
    new = {}
    for gate, way in gates.items():
        if gate not in LETTERS.values() or way not in WAYS:
            raise ValueError(
                f"{gate}={way!r}: a gate is one of f, i, o, and what it does "
                f"is one of {', '.join(map(repr, WAYS))}")
        if way != "as computed":
            shape = np.shape(getattr(params, f"b_{gate}"))
            large = LARGE if way == "open" else -LARGE
            new |= {f"W_{gate}x": 0 * getattr(params, f"W_{gate}x"),
                    f"W_{gate}h": 0 * getattr(params, f"W_{gate}h"),
                    f"b_{gate}": np.full(shape, large)}
    return params._replace(**new)


def carried(params, xs, h_0, c_0):
    """Return c after the last step of xs: a formula for `by_hand`."""
    h, c = h_0, c_0
    for x in xs:
        step = lstm.step(params, x, h, c)
        h, c = step.h, step.c
    return c


# One step --------------------------------------------------------------------
def cell_drawing(step, unit=0):
    """Return the picture of one unit of an LSTM step, as a Display.

    unit: which row; the first column is drawn. Raises ValueError for a unit
    that is not there.
    """
    return Shown(Document("", (cell(values(step, unit)),)))


def values(step, unit=0):
    """Return {name: number} of one unit: gates, memory, flow."""
    H = len(step.c)
    if not 0 <= unit < H:
        raise ValueError(f"unit is {unit}: this cell has {H} of them, "
                         f"from 0 to {H - 1}")
    names = {name: getattr(step, name)
             for name in ("i", "f", "g", "o", "c_prev", "c", "h")}
    names |= lstm.flow(step)._asdict() | {"tanh_c": np.tanh(step.c)}
    return {name: float(value[unit, 0]) for name, value in names.items()}


def move_gates(row, caption):
    """Return controls over one step: three gates, and the memory before.

    row: a row of the ledger with the parameters, x, h_prev and c_prev.
    """
    params, start = params_of(row), float(row.c_prev[0, 0])

    def draw(c_prev, **gates):
        held = forced(params, **{LETTERS[name]: way
                                 for name, way in gates.items()})
        step = lstm.step(held, row.x, row.h_prev, np.array([[c_prev]]))
        return cell_drawing(step)

    return Move(draw, caption, {
        **{name: list(WAYS) for name in LETTERS},
        "c_prev": (-4, 4, 0.5, start)})


# Over time -------------------------------------------------------------------
def conveyor(steps, labels=(), unit=0, title="The memory over time"):
    """Return the memory of one unit as a conveyor belt, as a Display.

    labels: a word for each step; 1, 2, … if empty. Raises ValueError for
    another number of them, and for no steps.
    """
    if not steps:
        raise ValueError("steps is empty: at least one step is needed")
    labels = list(labels) or [f"t = {t}" for t in range(1, len(steps) + 1)]
    if len(labels) != len(steps):
        raise ValueError(f"there are {len(labels)} labels for {len(steps)} "
                         "steps: one for each is needed")
    return Shown(Document("", (belt(
        [values(step, unit) for step in steps], labels, title),)))


def scripted(**sums):
    """Return the steps of an LSTM of one unit from given gate sums.

    sums: i, f, g and o, a list each, one number a step: the biases of that
    step, as nothing else is heard. Raises ValueError for a gate that is
    missing and for lists of different lengths.
    """
    lengths = {len(sums.get(gate, ())) for gate in lstm.GATES}
    if set(sums) != set(lstm.GATES) or len(lengths) != 1 or 0 in lengths:
        raise ValueError("i, f, g and o need a list each, with one sum a "
                         "step; got " + ", ".join(
                             f"{gate}: {len(given)}"
                             for gate, given in sums.items()))
    zero, steps = np.zeros((1, 1)), []
    h = c = zero
    for each in zip(*sums.values()):
        biases = {f"b_{gate}": np.array([[float(a)]])
                  for gate, a in zip(sums, each)}
        params = lstm.Params(*[zero] * 12)._replace(**biases)
        steps.append(lstm.step(params, zero, h, c))
        h, c = steps[-1].h, steps[-1].c
    return steps


def one_hot_words(words, vocabulary):
    """Return words as one-hot columns (T, V, 1).

    Raises ValueError for a word that the vocabulary does not have.
    """
    unknown = [word for word in words if word not in vocabulary]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not in the vocabulary; it has "
                         f"{', '.join(vocabulary)}")
    return readout.one_hot(np.array([[vocabulary.index(word)]
                                     for word in words]), len(vocabulary))


def read(row, params=None):
    """Return the bptt.Forward of an LSTM over the words of a row.

    params: those of the row if None.
    """
    params = params_of(row) if params is None else params
    return bptt.forward(lstm, params, one_hot_words(row.words,
                                                    row.vocabulary))


def story(row, forget="as computed", input="as computed",
          output="as computed"):
    """Return the conveyor of unit 0 over the words, its gates as chosen."""
    run = read(row, forced(params_of(row), f=forget, i=input, o=output))
    last = run.steps[-1].c[0, 0]
    words = f"At the end the memory is {write(round(float(last), 2))}."
    picture, = conveyor(run.steps, row.words,
                        title="Who is the subject?").describe().items
    return Shown(Document("", (picture, Text(words))))


def move_story(row, caption):
    """Return controls over the story of a row, one a gate."""
    def draw(**chosen):
        return story(row, **chosen)

    return Move(draw, caption, {name: list(WAYS) for name in LETTERS})


def word_table(steps, words, unit=0):
    """Return a table: for each word the gates of a unit, its memory, and
    what happened in words."""
    rows = []
    for word, step in zip(words, steps, strict=True):
        v = values(step, unit)
        rows.append((word, *(write(round(v[n], 2)) for n in "figoch"),
                     happened(v)))
    heads = ("word", *"figoch", "what happens")
    return Shown(Document("", (Table(heads, tuple(rows)),)))


def happened(v):
    """Return what the gates of one unit did, in words."""
    did = ["erases"] * (v["f"] < HALF) + ["writes"] * (v["i"] > HALF)
    did = did or ["keeps"]
    return ", ".join(did + ["shows"] * (v["o"] > HALF))


def weight_table(params, vocabulary, unit=0):
    """Return a table: what each gate of a unit hears of each word, and the
    bias. Words that no gate hears stand together."""
    columns = {gate: getattr(params, f"W_{gate}x")[unit] for gate in "figo"}
    rows, silent = [], []
    for place, word in enumerate(vocabulary):
        heard = [float(weights[place]) for weights in columns.values()]
        if any(heard):
            rows.append((word, *map(write, heard)))
        else:
            silent.append(word)
    rows.append((" ".join(silent), *["0"] * 4))
    rows.append(("bias", *(write(float(getattr(params, f"b_{gate}")[unit, 0]))
                           for gate in columns)))
    heads = ("from", "forget", "input", "candidate", "output")
    return Shown(Document("", (Table(heads, tuple(rows), total=True),)))


# Backwards -------------------------------------------------------------------
def gradients_of_memory(params, xs):
    """Return ∂c_T/∂c_t at t = 0, …, T of a cell with one unit."""
    run = bptt.forward(lstm, params, xs)
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    back = bptt.backward(lstm, params, run, 0 * run.hs, (zero, one))
    return [float(dc[0, 0]) for _, dc in (back.dstate, *back.dstates)]


def kept_over_time(b_f=1.0, T=STEPS):
    """Return the curve of ∂c_T/∂c_t over the steps back, for a forget gate
    that hears its bias b_f only."""
    zero = np.zeros((1, 1))
    params = lstm.Params(*[zero] * 12)._replace(b_f=np.array([[float(b_f)]]))
    found = gradients_of_memory(params, np.zeros((T, 1, 1)))
    gate = lstm.step(params, zero, zero, zero).f[0, 0]
    words = (f"f = σ({write(b_f)}) = {write(round(float(gate), 4))}. "
             f"{T} steps back: {write(float(f'{found[0]:.3g}'))}.")
    picture = chart.curves(
        range(T + 1), {"gradient": found[::-1]}, hold=(0, 1),
        title="What reaches back along the memory", words=words,
        x_label="steps back from the end", y_label="gradient that arrives")
    return Shown(Document("", (picture, Text(words))))
