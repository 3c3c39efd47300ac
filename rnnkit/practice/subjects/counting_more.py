"""Counts of gates, convolutions and attention (chapters 02, 14 and 15).

    LSTM: four of W_·x, W_·h, b_·       GRU: three
    convolution: maps · channels · kernel · kernel weights, a bias a map
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
        sizes = draw.several(range(2, 8), 3)
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
    return (
        NO_BIAS, NO_OUTPUT, ADDED,
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


# Convolution ---------------------------------------------------------------
def conv_count(channels, maps, kernel, maps_2=None):
    """Return the Counts of one or two convolutions with square filters."""
    layers = [channels, maps] if maps_2 is None else [channels, maps, maps_2]
    return shapes.conv(layers, kernel)


def draw_conv(draw, level):
    """Return a Setting: few channels and maps; the image does not matter."""
    kernel = draw.pick((2, 3) if level == 1 else (2, 3, 5))
    channels, maps, maps_2 = draw.several({*range(2, 8)} - {kernel}, 3)
    given = {"channels": channels, "maps": maps, "kernel": kernel}
    words = "a layer with this number of maps"
    asks = ("W1", "b1", "total")
    if level > 1:
        given["maps_2"] = maps_2
        words = ("two layers, with maps and then maps_2 maps, and filters "
                 "of the same size")
        asks = ("W1", "b1", "W2", "b2", "total")
    side = draw.integer(20, 60)
    seen = f" The image is {side} × {side} pixels." if level > 1 else ""
    return Setting(given, asks if level < 3 else ("W2", "total"),
                   f"A convolutional network reads an image of so many "
                   f"channels with {words}; a filter is kernel × kernel wide "
                   f"and looks at every map below.{seen} How many parameters "
                   "are in each array asked for, and in all? (The total "
                   "counts all weights and biases.)")


CONV_COUNT = Family(
    "conv-count", "Counting convolutions", "02",
    {1: "one layer", 2: "two layers", 3: "two layers, the total at once"},
    conv_count, draw_conv, (
        NO_BIAS,
        mistake("let each filter look at one map only", "At how many maps "
                "of the layer below does one filter look?", _counts=instead(
                    "s[0] == 'W'", "shape[0] * shape[2] * shape[3]")),
        mistake("counted the kernel along one side only", "How many pixels "
                "lie in a window of kernel × kernel?", _counts=instead(
                    "s[0] == 'W'", "shape[0] * shape[1] * shape[2]")),
        mistake("counted one filter in place of one for each map", "How "
                "many filters does a layer need to give so many maps?",
                _counts=instead("s[0] == 'W'",
                                "shape[1] * shape[2] * shape[3]")),
        mistake("gave a filter a bias for each map that it looks at", "How "
                "often is the bias of a filter added?", _counts=instead(
                    "s[0] == 'b'",
                    "shape[0] * dict(rows)['W' + s[1:]][1]")),
        mistake("let the second layer read the image", "How many maps lie "
                "below the second layer?", (2, 3), _counts=instead(
                    "s == 'W2'", "shape[0] * rows[0][1][1] * shape[2] "
                    "* shape[3]")),
    ), largest=LARGEST, signs=False)


def cnn_sizes(size, kernel, stride, padding, channels, maps, pool, y):
    """Return (side, pooled, features, Counts): a convolution, max pooling
    with windows side by side, and a dense layer over all that is left."""
    side = shapes.conv_size(size, kernel, stride, padding)
    pooled = shapes.conv_size(side, pool, pool)
    features = maps * pooled * pooled
    counts = shapes.dense(features, y)
    return side, pooled, features, counts


def draw_cnn(draw, level):
    """Return a Setting in which the window ends at the edge."""
    kernel, stride, padding = draw.pick(
        {1: ((3, 1, 0), (5, 1, 0)), 2: ((3, 1, 1), (5, 1, 1), (5, 1, 2)),
         3: ((5, 2, 2), (7, 2, 2))}[level])
    pooled = draw.integer(2, 5)
    left = draw.integer(0, 1) if level == 3 else 0
    size = (2 * pooled - 1) * stride + kernel - 2 * padding + left
    maps, channels, y = draw.several({*range(2, 8)} - {pooled}, 3)
    return Setting(
        {"size": size, "kernel": kernel, "stride": stride, "padding": padding,
         "channels": channels, "maps": maps, "pool": 2, "y": y},
        ("side", "pooled", "features", "W1", "total"),
        "A square image (size × size pixels, so many channels) goes through "
        "a convolution with square filters that gives so many maps; padding "
        "is a border of zeros on each side. Then comes max pooling: a window "
        "of pool × pool that jumps as far. All numbers that are left are "
        "the features, the input of one dense layer of y units. Find the "
        "side of a map after the convolution (side) and after pooling "
        "(pooled), the number of features, and the counts of the dense "
        "layer: its weights W1 and the total with its biases. (In the "
        "hints, room_1 and room_2 are what a side, with its border, has left "
        "beside one window: of the filter, and of the pooling.)")


CNN_SIZES = Family(
    "cnn-sizes", "Sizes along a convolutional network", "02",
    {1: "no padding, stride 1", 2: "with padding",
     3: "stride 2, and rounding down"},
    cnn_sizes, draw_cnn, (
        mistake("forgot the + 1", "In how many places is a window that is as "
                "large as the image?", conv_size={"out": "room // stride"}),
        mistake("forgot the padding", "How wide is the image with its "
                "border?", (2, 3),
                conv_size={"room": "size - kernel"}),
        mistake("added the padding at one side only", "At how many ends of "
                "a row of pixels is the border?", (2, 3),
                conv_size={"room": "size + padding - kernel"}),
        mistake("forgot to divide by the stride", "How far does the window "
                "jump each time?", (3,),
                cnn_sizes={"stride": "1"}),
        mistake("counted the channels of the image in place of the maps",
                "What does the convolution put out: channels or maps?",
                cnn_sizes={"features": "channels * pooled * pooled"}),
        mistake("counted one side of a map only", "How many numbers lie in "
                "a square map?", cnn_sizes={"features": "maps * pooled"}),
        mistake("left out the pooling", "By how much does pooling shrink a "
                "side?", cnn_sizes={"pooled": "side"}),
        mistake("forgot the maps", "How many maps does the dense layer "
                "read?", cnn_sizes={"features": "pooled * pooled"}),
        mistake("forgot the biases of the dense layer", "What does a dense "
                "unit add besides its weighted inputs?",
                _counts=of("s[0] != 'b'")),
    ), largest=LARGEST, signs=False)


# Attention -----------------------------------------------------------------
def attention_count(d, n, m, T, heads=1, units=None):
    """Return the Counts of self-attention over T tokens of d numbers; with
    heads above 1 also W_O, and with `units` a whole transformer block.

    Shapes as in `cells.attention` and `cells.transformer`.
    """
    rows = [("W_Q", (heads, n, d)), ("W_K", (heads, n, d)),
            ("W_V", (heads, m, d))]
    rows += [("W_O", (heads, d, m))] if shapes._plain(heads) > 1 else []
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
        told = (" There are so many heads, each with its own W_Q, W_K and "
                "W_V; W_O leads from all of them back to d numbers. Count "
                "an array over all heads.")
    if level > 2:
        given["units"] = draw.integer(5, 12)
        asks = ("W_Q", "W_O", "W_1", "b_1", "W_2", "b_2", "total")
        told += (" The block goes on with a hidden layer of so many units "
                 "(W_1, b_1) and back to d numbers (W_2, b_2). Its two layer "
                 "normalizations have a γ and a β of d numbers each; the "
                 "total counts them as well.")
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
                attention_count={"rows": "[('W_Q', (heads, n, d)), ('W_K', "
                                 "(heads, n, d)), ('W_V', (heads, m, d)), "
                                 "('a', (T, T))]"}, levels=(1,)),
        mistake("gave the values as many numbers as the queries", "Must a "
                "value be compared with a query?", (1, 2), _counts=instead(
                    "s in ('W_V', 'W_O')",
                    "reduce(mul, rows[0][1])")),
        mistake("gave each token matrices of its own", "Does a second token "
                "bring new weights with it?", (1, 2),
                attention_count={"heads": "heads * T"}),
        mistake("forgot the keys", "What is a query compared with?",
                _counts=of("s != 'W_K'")),
        mistake("made the matrices n × n in place of n × d", "How many "
                "numbers has the token that W_Q multiplies?",
                _counts=instead("s in ('W_Q', 'W_K')",
                                "shape[0] * shape[1] * shape[1]")),
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

FAMILIES = (LSTM_COUNT, GRU_COUNT, CONV_COUNT, CNN_SIZES, ATTENTION_COUNT)
