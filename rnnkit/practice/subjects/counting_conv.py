"""Counts of convolutions, and sizes along the way (chapter 02).

    a filter a map: maps · channels · kernel · kernel weights, maps biases
    side = floor((size + 2 · padding − kernel) / stride) + 1

Every count is a line of `rnnkit.shapes`, run on recorded sizes.
"""
from rnnkit import shapes
from rnnkit.practice.subjects.counting import LARGEST, NO_BIAS, instead, of
from rnnkit.practice.family import Family, Setting, mistake


def conv_count(channels, maps, kernel, maps_2=None, size=None):
    """Return the Counts of one or two convolutions with square filters;
    size: the side of the image, which they do not depend on."""
    layers = [channels, maps] if maps_2 is None else [channels, maps, maps_2]
    return shapes.conv(layers, kernel)


def draw_conv(draw, level):
    """Return a Setting: few channels and maps; the image does not matter."""
    kernel = draw.pick((2, 3) if level == 1 else (2, 3, 5))
    high = 9 if level == 1 else 7
    channels, maps, maps_2 = draw.several(
        [k for k in range(2, high + 1) if k != kernel], 3)
    given = {"channels": channels, "maps": maps, "kernel": kernel}
    words = ("one layer; maps is the number of maps that it makes, with a "
             "filter (W1) and a bias (b1) for each")
    asks, below = ("W1", "b1", "total"), "at all channels"
    if level > 1:
        given |= {"maps_2": maps_2, "size": draw.integer(20, 60)}
        words = ("two layers; maps and maps_2 are the numbers of maps that "
                 "they make, with a filter (W1, W2) and a bias (b1, b2) for "
                 "each")
        asks, below = ("W1", "b1", "W2", "b2", "total"), "at all maps below"
    seen = " The image is size × size pixels." if level > 1 else ""
    return Setting(given, asks if level < 3 else ("W2", "total"),
                   "A convolutional network reads an image; channels is the "
                   f"number of its channels. It has {words}. A filter sees "
                   f"kernel × kernel pixels and looks {below}.{seen} How many "
                   "parameters are in each array asked for, and in all? "
                   "(The total counts all weights and biases.)")


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
        mistake("gave each filter a weight for every pixel of the image",
                "How far does a filter see from one place of the image?",
                (2, 3), conv_count={"kernel": "size"}),
    ), largest=LARGEST, signs=False)


def cnn_sizes(size, kernel, stride, padding, channels, maps, pool, y):
    """Return (side, pooled, features, Counts): a convolution, max pooling
    with windows side by side, and a dense layer over all that is left."""
    side = shapes.conv_size(size, kernel, stride, padding)
    pooled = side // pool
    features = maps * pooled * pooled
    counts = shapes.dense(features, y)
    return side, pooled, features, counts


def draw_cnn(draw, level):
    """Return a Setting in which the window ends at the edge."""
    kernel, stride, padding = draw.pick(
        {1: ((3, 1, 0), (5, 1, 0)), 2: ((5, 1, 2), (7, 1, 2), (7, 1, 3)),
         3: ((5, 2, 2), (7, 2, 2))}[level])
    pooled = draw.integer(2, 5)
    left = int(level == 3)              # a pixel that no window reaches
    size = (2 * pooled - 1) * stride + kernel - 2 * padding + left
    maps, channels, y = draw.several({*range(2, 8)} - {pooled}, 3)
    room = ("room is what a side of the image, with its border, has left "
            "beside one filter; floor rounds down.")
    return Setting(
        {"size": size, "kernel": kernel, "stride": stride, "padding": padding,
         "channels": channels, "maps": maps, "pool": 2, "y": y},
        ("side", "pooled", "features", "W1", "total"),
        "A square image (size × size pixels and several channels) goes "
        "through a convolution with square filters, kernel × kernel, which "
        "makes several maps; padding is the width of the border of zeros on "
        "each side. Then comes max pooling: a window "
        "of pool × pool that jumps as far. All numbers that are left are "
        "the features, the input of one dense layer of y units. Find the "
        "side of a map after the convolution (side) and after pooling "
        "(pooled), the number of features, and the counts of the dense "
        "layer: its weights W1 and the total with its biases b1."
        + f" ({room})" * (level == 1),
        note=room * (level > 1))


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
                "a row of pixels is the border?", (2,),
                conv_size={"room": "size + padding - kernel"}),
        mistake("forgot to divide by the stride", "How far does the window "
                "jump each time?", (3,),
                cnn_sizes={"stride": "1"}),
        mistake("rounded up", "Does a window count that only half fits?",
                (3,), conv_size={"out": "-(-room // stride) + 1"}),
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

FAMILIES = (CONV_COUNT, CNN_SIZES)
