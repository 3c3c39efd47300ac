"""One network, patch by patch or over a whole image: the same answers.

    on a patch       h = relu(W2 ∗ relu(W1 ∗ x)),  z = W_yh h + b_y
    on an image      the same, W_yh reshaped into a convolution over h

| symbol | shape                | what                                   |
|--------|----------------------|----------------------------------------|
| x      | (B, 1, 8, 8)         | patches; or (1, 1, H, W), an image     |
| W_yh   | (K, 16·4·4)          | fully connected, over the maps of h    |
| z      | (K, P)               | scores, a column a patch               |

E-patches; the idea of Long et al. 2015.
"""
import numpy as np

from rnnkit.cells import conv, readout, sliding
from rnnkit.cells.activations import relu

from .cnn import as_columns, filters

PATCH, LAYERS = 8, ((1, 8, 3), (8, 16, 3), (16, 3, 4))


def start(rng):
    """Return (W1, W2, output) at random: two convolutions and a readout."""
    first, second, last = (filters(rng, to, source, side, np.float64)
                           for source, to, side in LAYERS)
    W_yh = as_columns(last.W).T
    return first, second, readout.Params(W_yh, last.b)


def one_by_one(params, image):
    """Return z (K, P) for all P patches of an image (1, 1, H, W), each of
    them run through the network on its own."""
    w = sliding.window(image.shape[2:], (PATCH, PATCH))
    patches = sliding.unfold(image, w).reshape(PATCH * PATCH, -1).T
    first, second, output = params
    scores = [readout.linear(output, as_columns(seen(first, second, patch)))
              for patch in patches.reshape(-1, 1, 1, PATCH, PATCH)]
    return np.concatenate(scores, axis=1)


def at_once(params, image):
    """Return the same z (K, P) from one pass over the whole image."""
    first, second, output = params
    maps = seen(first, second, image)
    last = conv.from_dense(*output, (LAYERS[2][0], 4, 4))
    z = conv.convolve(last, maps)
    return z[0].reshape(z.shape[1], -1)


def seen(first, second, x):
    """Return the maps h of the two convolutions."""
    return relu(conv.convolve(second, relu(conv.convolve(first, x))))


def multiplications(height, width):
    """Return how many products one pass over an image takes: for each layer
    the places, times the filters, times what one filter sees."""
    total, size = 0, (height, width)
    for source, to, side in LAYERS:
        size = sliding.window(size, (side, side)).out
        total += size[0] * size[1] * to * source * side * side
    return total


def compared(height, width):
    """Return (products of one patch, of all patches, of one whole pass)."""
    places = sliding.window((height, width), (PATCH, PATCH)).out
    patch = multiplications(PATCH, PATCH)
    return (patch, patch * places[0] * places[1],
            multiplications(height, width))
