"""Counts of gates and attention (chapters 02 and 14).

    LSTM: four of W_·x, W_·h, b_·       GRU: three
    a transformer block: W_Q, W_K, W_V, W_O, and a feed-forward layer

Every count is a line of `rnnkit.shapes`, run on recorded sizes.
"""
from rnnkit import shapes
from rnnkit.practice.subjects.counting import (ADDED, LARGEST, NO_BIAS,
                                               NO_OUTPUT, instead, of)
from rnnkit.practice.family import Family, Setting, mistake

ONE = "'one'"
TWO = "'two'"
BIASES = {"one": "as the equations have it: one bias a unit of each gate",
          "two": "as torch does: two biases a unit, one beside each matrix"}


# Gates ---------------------------------------------------------------------
def lstm_count(x, h, biases, y=None):
    """Return the Counts of an LSTM; biases: "one" or "two"."""
    return shapes.lstm(x, h, y, biases)


def gru_count(x, h, biases, y=None):
    """Return the Counts of a GRU; biases: "one" or "two"."""
    return shapes.gru(x, h, y, biases)


def gated(kind, gate, words):
    """Return the function (draw, level) -> Setting for a gated cell."""
    def setting(draw, level):
        sizes = draw.several(range(2, 11 if level == 1 else 8), 3)
        given = dict(zip("xh", sizes), biases="one" if level < 3 else "two")
        bias = (f"b_{gate}",) if level < 3 else (f"b_{gate}x", f"b_{gate}h")
        asks = (f"W_{gate}x", f"W_{gate}h", *bias)
        out = ""
        if level > 1:
            given["y"], asks = sizes[2], (*asks, "W_yh", "b_y")
            out = ", and an output layer of y units with one bias a unit"
        return Setting(given, (*asks, "total"), f"{kind} has x inputs and h "
                       f"hidden units{out}. {words} Count "
                       f"{BIASES[given['biases']]}. How many parameters are "
                       "in each array asked for, and in all (the total "
                       "counts every gate)?")
    return setting


def gate_mistakes(function, gate, parts):
    """Return the mistakes that LSTM and GRU share."""
    more = {"four": 3, "three": 2}[parts]
    return (
        NO_BIAS, NO_OUTPUT, ADDED,
        mistake(f"counted the output layer {parts} times, too", "Which of "
                "the arrays does each part have for itself?", (2, 3),
                _counts={"total": f"sum(counts.values()) + {more} * sum("
                         "c for s, c in counts.items() if s[2] == 'y')"}),
        mistake(f"counted one of the {parts} parts only", "How many times "
                "does such a cell work out something from x and the state "
                "before?", _counts=of(f"s[2] in '{gate}y'")),
        mistake("left the recurrent weights out of the total", "What does "
                "a gate look at besides x?",
                _counts=of("not s.startswith('W') or s[3] != 'h' "
                           "or s[2] == 'y'")),
        mistake("gave the recurrent weights a column for each input",
                "What does the second letter of such a name say?",
                _counts=instead("s[0] == 'W' and s[3] == 'h' and s[2] != 'y'",
                                "shape[0] * rows[0][1][1]")),
        mistake("counted two biases a unit, as torch does", "How many "
                "biases do the equations add in one unit of a gate?", (1, 2),
                **{function: {"biases": TWO}}),
        mistake("counted one bias a unit, as the equations do", "Beside "
                "which two matrices does torch keep a bias?", (3,),
                **{function: {"biases": ONE}}),
    )


GATES = {1: "one layer", 2: "with an output layer",
         3: "with torch's two biases"}
LSTM_COUNT = Family(
    "lstm-count", "Counting an LSTM", "02", GATES, lstm_count,
    gated("An LSTM", "i", "It has three gates i, f, o and a candidate g, "
          "each with its own W_·x, W_·h and b_·."),
    (*gate_mistakes("lstm", "i", "four"),
     mistake("forgot the candidate g", "Which parts has an LSTM besides its "
             "three gates?", _counts=of("s[2] != 'g'"))),
    largest=LARGEST, signs=False)

GRU_COUNT = Family(
    "gru-count", "Counting a GRU", "02", GATES, gru_count,
    gated("A GRU", "r", "It has two gates r and z and a candidate n, each "
          "with its own W_·x, W_·h and b_·."),
    (*gate_mistakes("gru", "r", "three"),
     mistake("forgot the candidate n", "Which parts has a GRU besides its "
             "two gates?", _counts=of("s[2] != 'n'")),
     mistake("gave it four parts, as an LSTM has", "Count the parts of a "
             "GRU by their letters: how many are there?",
             _counts={"total": "sum(counts.values()) + sum("
                      "c for s, c in counts.items() if s[2] == 'r')"})),
    largest=LARGEST, signs=False)


# Attention -----------------------------------------------------------------
def attention_count(d, n, m, T, heads=1, units=None):
    """Return the Counts of self-attention over T tokens of d numbers; with
    heads above 1 also W_O, and with `units` a whole transformer block.

    Shapes as in `cells.attention` and `cells.transformer`.
    """
    one = type(heads) is int and heads == 1
    several = () if one else (heads,)
    rows = [("W_Q", (*several, n, d)), ("W_K", (*several, n, d)),
            ("W_V", (*several, m, d))]
    rows += [("W_O", (heads, d, m))] if not one else []
    if units is not None:
        rows += [(name, (d, 1))
                 for name in ("gamma_1", "beta_1", "gamma_2", "beta_2")]
        rows += [("W_1", (units, d)), ("b_1", (units, 1)),
                 ("W_2", (d, units)), ("b_2", (d, 1))]
    return shapes._counts("attention", rows)


def draw_attention(draw, level):
    """Return a Setting; the sizes differ."""
    d, n, m, T = draw.several(range(3, 9), 4)
    given = {"d": d, "n": n, "m": m, "T": T}
    asks = ("W_Q", "W_K", "W_V", "total")
    told = ""
    if level > 1:
        given["heads"] = draw.integer(2, 3)
        asks = ("W_Q", "W_V", "W_O", "total")
        told = (" heads is how many heads there are, each with its own W_Q, "
                "W_K and W_V; W_O leads from all of them back to d numbers. "
                "Count an array over all heads.")
    if level > 2:
        given["units"] = draw.integer(5, 12)
        asks = ("W_Q", "W_O", "W_1", "b_1", "W_2", "b_2", "total")
        told += (" The block goes on with a hidden layer of so many units "
                 "as units says (W_1, b_1) and back to d numbers (W_2, b_2). "
                 "Its two layer normalizations have a γ and a β of d numbers "
                 "each; the total counts them as well.")
    return Setting(given, asks, "Self-attention reads T tokens, columns of d "
                   "numbers. Queries and keys have n numbers, values m; "
                   "there is no bias in W_Q, W_K and W_V." + told + " How "
                   "many parameters are in each array asked for, and in all?")


ATTENTION_COUNT = Family(
    "attention-count", "Counting attention", "14",
    {1: "one head", 2: "several heads", 3: "a transformer block"},
    attention_count, draw_attention, (
        mistake("counted the attention weights as parameters", "Are the "
                "weights a learned, or worked out anew for each text?",
                attention_count={"rows": "[('W_Q', (n, d)), ('W_K', "
                                 "(n, d)), ('W_V', (m, d)), "
                                 "('a', (T, T))]"}, levels=(1,)),
        mistake("gave the values as many numbers as the queries", "Must a "
                "value be compared with a query?", (1, 2), _counts=instead(
                    "s in ('W_V', 'W_O')",
                    "reduce(mul, rows[0][1])")),
        mistake("gave each token matrices of its own", "Does a second token "
                "bring new weights with it?", (1, 2),
                attention_count={"several": "(T,) if one else (T, heads)"}),
        mistake("forgot the keys", "What is a query compared with?",
                _counts=of("s != 'W_K'")),
        mistake("made the matrices n × n in place of n × d", "How many "
                "numbers has the token that W_Q multiplies?",
                _counts=instead("s in ('W_Q', 'W_K')",
                                "reduce(mul, shape) // shape[-1] "
                                "* shape[-2]")),
        mistake("counted one head only", "Has each head its own matrices?",
                (2, 3), _counts=instead("s in ('W_Q', 'W_K', 'W_V', 'W_O')",
                                        "shape[1] * shape[2]")),
        mistake("left W_O out of the total", "How do the heads come together "
                "again?", (2, 3), _counts=of("s != 'W_O'")),
        mistake("forgot the layer normalizations", "Which learned numbers "
                "has a layer normalization?", (3,),
                _counts=of("'_' not in s or s[0] in 'Wb' and "
                           "'beta' not in s")),
        mistake("left the biases out of the total", "What does a unit of "
                "the hidden layer add?", (3,),
                _counts=of("s not in ('b_1', 'b_2')")),
    ), largest=LARGEST, signs=False)

FAMILIES = (LSTM_COUNT, GRU_COUNT, ATTENTION_COUNT)
