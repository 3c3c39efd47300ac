"""Convolution: of a signal, of an image, and how far it sees.

What a window sees is asked of cells.conv and cells.sliding (chapter 15).

    y[i] = b + Σ_k w[k] x[s i + r k − p]
"""
import numpy as np

from rnnkit.cells import sliding
from rnnkit.practice.subjects.drawn import counted
from rnnkit.practice.family import Family, Setting, mistake


def convolution(w, b, x, how):
    """Return y = w ∗ x + b for a signal or an image (chapter 15).

    how: (stride, padding, dilation). What the window sees has a column for
    each of its places.
    """
    stride, padding, dilation = how
    window = sliding.window(x.shape, w.shape, stride, padding, dilation)
    numbers = sliding.unfold(counted(x)[None, None], window)[0, 0]
    out, numbers = numbers.shape[1:], numbers.reshape(w.size, -1)
    y = np.reshape(np.ravel(w) @ np.concatenate([[0.0], np.ravel(x)])[
        numbers], out) + b
    return y


RULE = "stride, padding, dilation"
SEEN = "np.concatenate([[0.0], np.ravel(x)])[numbers]"
SUM = f"np.reshape(np.ravel(w) @ {SEEN}, out)"
WHERE = ("Lay the window on its place for {}: which entries of x does it "
         "see, and which weight lies on each?")
COMMON = (
    mistake("turned the filter around", "Which weight lies on the first "
            "entry that a window sees?", convolution={
                "y": f"np.reshape(np.ravel(w)[::-1] @ {SEEN}, out) + b"}),
    mistake("forgot the bias", "What is added to every sum of products?",
            convolution={"y": SUM}),
    mistake("subtracted the bias", "With which sign does the bias enter?",
            convolution={"y": f"{SUM} - b"}),
    mistake("took the largest product in place of their sum", "What is done "
            "with the products of one window?", convolution={
                "y": "np.reshape(np.max(np.reshape(w, (-1, 1)) * "
                     f"{SEEN}, axis=0), out) + b"}),
    mistake("added up what the window sees, without the weights", "What is "
            "each entry multiplied by before the sum?", convolution={
                "y": f"np.reshape(np.sum({SEEN}, axis=0), out) + b"}),
)
NO_STRIDE = mistake(
    "moved the window by 1", "How far does the window move from one output "
    "to the next?", levels=(2,),
    convolution={RULE: "1, how[1], how[2]"})
CLOSE_TAPS = mistake(
    "let the taps stand side by side", "How far apart do the taps stand "
    "when the dilation is 2?", levels=(3,),
    convolution={RULE: "how[0], how[1], 1"})
STRIDE_FOR_DILATION = mistake(
    "took the dilation for a stride", "What stands farther apart: the taps, "
    "or the places of the window?", levels=(3,),
    convolution={RULE: "how[2], how[1], 1"})


AT = {1: "i + k", 2: "stride·i + k − padding", 3: "i + dilation·k"}
PLACE = {1: "i + k, j + l", 2: "stride·i + k, stride·j + l",
         3: "i + dilation·k, j + dilation·l"}


def draw_signal(draw, level):
    """Return a Setting: plain, with stride and padding, dilated."""
    size, kernel, how = {1: (5, 3, (1, 0, 1)), 2: (6, 3, (2, 1, 1)),
                         3: (7, 3, (1, 0, 2))}[level]
    return Setting({
        "w": draw.array((kernel,), -2, 3), "b": np.array(float(
            draw.pick((-2, -1, 1, 2)))), "x": draw.array((size,), -2, 3),
        "how": how}, ("y",), "A filter w with the bias b slides over the "
        f"signal x{WAYS[level]}. Both are written as columns. Find the "
        "output y.", 0, (WHERE, f"y[i] = the sum over k of w[k] · "
                         f"x[{AT[level]}], plus b, all counted from zero"))


WAYS = {1: ", with stride 1 and no padding",
        2: ", with stride 2 and padding 1 (a zero at each end)",
        3: ", with stride 1, no padding and dilation 2"}

SIGNAL = Family(
    "convolution-signal", "A convolution of a signal", "15",
    {1: "three taps", 2: "stride and padding", 3: "dilation"},
    convolution, draw_signal, (
        *COMMON, NO_STRIDE, CLOSE_TAPS, STRIDE_FOR_DILATION,
        mistake("repeated the first entry in the padding", "Which number "
                "stands in the padding?", levels=(2,), convolution={
                    "y": "np.reshape(np.ravel(w) @ np.concatenate([x[:1], "
                         "x])[numbers], out) + b"}),
        mistake("began at the first entry of x", "Where does the first "
                "window begin, when there is padding?", levels=(2,),
                convolution={RULE: "how[0], 0, how[2]"}),
    ), largest=30)


def draw_image(draw, level):
    """Return a Setting: 2 × 2 over 3 × 3, with stride, and dilated."""
    size, how = {1: (3, (1, 0, 1)), 2: (4, (2, 0, 1)),
                 3: (4, (1, 0, 2))}[level]
    ways = {1: "stride 1", 2: "stride 2", 3: "stride 1 and dilation 2"}
    return Setting({
        "w": draw.array((2, 2), -2, 2, 0.1), "b": np.array(float(
            draw.pick((-2, -1, 1, 2)))), "x": draw.array((size, size), -2, 3,
                                                         0.2),
        "how": how}, ("y",), "A filter w with the bias b slides over the "
        f"image x, with {ways[level]} and no padding. Find the output y.", 0,
        (WHERE, "y[i, j] = the sum over k and l of w[k, l] · "
         f"x[{PLACE[level]}], plus b, all counted from zero"))


IMAGE = Family(
    "convolution-image", "A convolution of an image", "15",
    {1: "2 × 2 over 3 × 3", 2: "with stride 2", 3: "with dilation 2"},
    convolution, draw_image, (
        *COMMON, NO_STRIDE, CLOSE_TAPS, STRIDE_FOR_DILATION,
        mistake("read the filter by columns", "Which weight stands to the "
                "right of the first one?", convolution={
                    "y": f"np.reshape(np.ravel(w.T) @ {SEEN}, out) + b"}),
    ), largest=30)


# How far it sees ------------------------------------------------------------
def field(kernels, strides, dilations):
    """Return how many inputs one output sees, layer by layer: the numbers
    of `sliding.receptive_field`, which takes plain sizes only."""
    sees, jump, after = 1, 1, []
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        sees = sees + jump * d * (k - 1)
        jump = jump * s
        after.append(sees)
    return after


def draw_field(draw, level):
    """Return a Setting: plain layers, dilated ones, and strides too."""
    kernels = [draw.pick((2, 3, 4, 5, 7) if level == 1 else (2, 3, 4))
               for _ in range(3)]
    dilations = [1, 1, 1] if level == 1 else draw.several((1, 2, 3, 4), 3)
    strides = [draw.pick((1, 2, 2, 3)), draw.pick((2, 2, 3)), 1] \
        if level == 3 else [1, 1, 1]
    parts = {"kernels": kernels, "strides": strides, "dilations": dilations}
    return Setting({name: [np.array(float(k)) for k in numbers]
                    for name, numbers in parts.items()}, ("sees",),
                   "Three layers of convolution, one on top of the other; "
                   "layer 1 reads the signal. kernel_n is how many taps "
                   "layer n has, dilation_n how far apart they stand, and "
                   "stride_n how far the window moves; jump_n is how far "
                   "apart, in the signal, two neighboring outputs of layer n "
                   "are. sees_n is how many entries of the signal "
                   "one output of layer n depends on, from the first to the "
                   "last. Find it for each layer.")


START = "sees, jump, after"
FIELD = Family(
    "receptive-field", "The receptive field", "15",
    {1: "plain layers", 2: "dilated layers", 3: "strides, too"},
    field, draw_field, (
        mistake("added the whole kernel of each layer", "How many entries "
                "more does a kernel of k taps see than its first tap alone?",
                field={"sees": "sees + jump * d * k"}),
        mistake("began to count at 0", "How many entries does an output see "
                "before any layer?", field={START: "0, 1, []"}),
        mistake("counted one tap too few", "How many steps lie between the "
                "first and the last of k taps?",
                field={"sees": "sees + jump * d * (k - 2)"}),
        mistake("multiplied the fields of the layers", "Does a layer widen "
                "the field by a factor, or by some entries?",
                field={"sees": "sees * (d * (k - 1) + 1)"}),
        mistake("took each layer alone", "What does each entry that a layer "
                "sees itself see of the signal?",
                field={"sees": "d * (k - 1) + 1"}),
        mistake("forgot the dilation", "How far apart do the taps stand?",
                levels=(2, 3), field={"sees": "sees + jump * (k - 1)"}),
        mistake("forgot the strides of the layers below", "How far apart in "
                "the signal are two neighbors of this layer's input?",
                levels=(3,), field={"sees": "sees + d * (k - 1)"}),
        mistake("counted a layer's own stride, too", "Does the stride of a "
                "layer change what one of its outputs sees?", levels=(3,),
                field={"sees": "sees + jump * s * d * (k - 1)"}),
    ), largest=99, signs=False)


FAMILIES = (SIGNAL, IMAGE, FIELD)
