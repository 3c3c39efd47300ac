"""Networks that give each pixel a class, with one loss: that of chapter 06.

    encoder–decoder      h1 = relu(W1 ∗ x)                full size
                         h2 = relu(W2 ∗ max pool of h1)   half
                         h3 = relu(W3 ∗ max pool of h2)   a quarter
                         u2 = relu(W4 ∗ᵀ h3 + h2)         half, and the skip
                         u1 = relu(W5 ∗ᵀ u2 + h1)         full, and the skip
                         z  = W6 ∗ u1                     a score a class
    at full size         h1, h2, h3 = relu(W ∗ …), dilations r1, r2, r3
                         z  = W6 ∗ h3

(A bias stands in each line.) Without skips, + h2 and + h1 are left out: the
parameters are the same. Every W is 3 × 3, but W4 and W5 2 × 2 with stride 2,
and W6 1 × 1.

| symbol | shape            | what                                       |
|--------|------------------|--------------------------------------------|
| x      | (B, 1, S, S)     | images, S a multiple of 4                  |
| z      | (B, K, S, S)     | K scores for each pixel                    |

E-fcn; after Long et al. 2015 (sums as skips), Ronneberger et al. 2015 and
Yu and Koltun 2016.
"""
import numpy as np

from rnnkit.cells import conv, overlap, pool, readout
from rnnkit.cells.activations import relu
from rnnkit.train import tree

from .cnn import filters

UP = {"stride": 2}


def start(rng, kind, maps=8, classes=3, dtype=np.float32):
    """Return a dict of conv.Params for "encoder-decoder" or "full size"."""
    if kind == "full size":
        sizes = {"W1": (maps, 1, 3), "W2": (maps, maps, 3),
                 "W3": (maps, maps, 3), "W6": (classes, maps, 1)}
    elif kind == "encoder-decoder":
        m = maps
        sizes = {"W1": (m, 1, 3), "W2": (2 * m, m, 3), "W3": (2 * m, 2 * m, 3),
                 "W4": (2 * m, 2 * m, 2), "W5": (2 * m, m, 2),
                 "W6": (classes, m, 1)}
    else:
        raise ValueError(f"kind is {kind!r}: it is 'encoder-decoder' or "
                         "'full size'")
    params = {name: filters(rng, *size, dtype)
              for name, size in sizes.items()}
    for name in {"W4", "W5"} & params.keys():     # a bias for each map of y
        W = params[name].W
        params[name] = conv.Params(W, np.zeros((W.shape[1], 1), dtype))
    return params


# Down and up again ----------------------------------------------------------
def encode_decode(params, x, skips=True):
    """Return a dict of all that is computed; its z is (B, K, S, S)."""
    p = params
    h1 = relu(conv.convolve(p["W1"], x, padding=1))
    p1 = pool.max_pool(h1, 2)
    h2 = relu(conv.convolve(p["W2"], p1.y, padding=1))
    p2 = pool.max_pool(h2, 2)
    h3 = relu(conv.convolve(p["W3"], p2.y, padding=1))
    u2 = relu(conv.transposed(p["W4"], h3, **UP) + skips * h2)
    u1 = relu(conv.transposed(p["W5"], u2, **UP) + skips * h1)
    z = conv.convolve(p["W6"], u1)
    return {"x": x, "h1": h1, "p1": p1, "h2": h2, "p2": p2, "h3": h3,
            "u2": u2, "u1": u1, "z": z}


def encode_decode_back(params, run, dz, skips=True):
    """Return (gradients as params, dx) from dz = ∂L/∂z."""
    p, d = params, {}
    d["W6"], du1 = conv.convolve_back(p["W6"], run["u1"], dz)
    da1 = du1 * (run["u1"] > 0)
    d["W5"], du2 = conv.transposed_back(p["W5"], run["u2"], da1, **UP)
    da2 = du2 * (run["u2"] > 0)
    d["W4"], dh3 = conv.transposed_back(p["W4"], run["h3"], da2, **UP)
    d["W3"], dp2 = conv.convolve_back(p["W3"], run["p2"].y,
                                      dh3 * (run["h3"] > 0), padding=1)
    dh2 = pool.max_pool_back(run["h2"], run["p2"].places, dp2) + skips * da2
    d["W2"], dp1 = conv.convolve_back(p["W2"], run["p1"].y,
                                      dh2 * (run["h2"] > 0), padding=1)
    dh1 = pool.max_pool_back(run["h1"], run["p1"].places, dp1) + skips * da1
    d["W1"], dx = conv.convolve_back(p["W1"], run["x"],
                                     dh1 * (run["h1"] > 0), padding=1)
    return {name: d[name] for name in p}, dx


# At full size ---------------------------------------------------------------
def dilate(params, x, dilations=(1, 2, 4)):
    """Return a dict of all that is computed; (1, 1, 1) is plain."""
    run = {"x": x}
    for n, r in enumerate(dilations, 1):
        x = relu(conv.convolve(params[f"W{n}"], x, padding=r, dilation=r))
        run[f"h{n}"] = x
    return {**run, "z": conv.convolve(params["W6"], x)}


def dilate_back(params, run, dz, dilations=(1, 2, 4)):
    """Return (gradients as params, dx) from dz = ∂L/∂z."""
    d, last = {}, len(dilations)
    d["W6"], dh = conv.convolve_back(params["W6"], run[f"h{last}"], dz)
    for n in range(last, 0, -1):
        r, below = dilations[n - 1], run[f"h{n - 1}" if n > 1 else "x"]
        d[f"W{n}"], dh = conv.convolve_back(
            params[f"W{n}"], below, dh * (run[f"h{n}"] > 0), padding=r,
            dilation=r)
    return {name: d[name] for name in params}, dh


# Training -------------------------------------------------------------------
NETWORKS = {
    "skips": ("encoder-decoder", encode_decode, encode_decode_back,
              {"skips": True}),
    "no skips": ("encoder-decoder", encode_decode, encode_decode_back,
                 {"skips": False}),
    "dilated": ("full size", dilate, dilate_back, {"dilations": (1, 2, 4)}),
    "plain": ("full size", dilate, dilate_back, {"dilations": (1, 1, 1)}),
}


def learn(name, data, optimizer, steps=200, batch=16, seed=0, maps=8):
    """Return the params of a network of NETWORKS after some steps.

    data: (images, labels); the loss is cross-entropy, averaged over pixels.
    """
    kind, forward, backward, options = network(name)
    rng, (images, labels) = np.random.default_rng(seed), data
    params = start(rng, kind, maps, dtype=images.dtype)
    memory = optimizer.start(params)
    for _ in range(steps):
        some = rng.integers(len(images), size=batch)
        run = forward(params, images[some], **options)
        z, y = overlap.pixels(run["z"]), labels[some].reshape(-1)
        dz = readout.loss_back(z, y).astype(z.dtype)
        d, _ = backward(params, run, overlap.pixels_back(
            dz, run["z"].shape), **options)
        params, memory = optimizer.update(params, d, memory)
    return params


def predict(name, params, images):
    """Return the class of each pixel, (B, S, S)."""
    _, forward, _, options = network(name)
    return np.argmax(forward(params, images, **options)["z"], axis=1)


def mean_dice(found, labels, classes=3):
    """Return the Dice of each class but the background, averaged."""
    return float(np.mean([overlap.dice((found == k).reshape(1, -1),
                                       (labels == k).reshape(1, -1))
                          for k in range(1, classes)]))


def at_edges(labels):
    """Return a mask (B, S, S): the pixels with another class next to them,
    in any of the eight directions."""
    classes = np.stack([labels, -labels], axis=1)     # largest and smallest
    around = pool.max_pool(classes, 3, stride=1, padding=1).y
    return around[:, 0] != -around[:, 1]


def count(params):
    """Return how many parameters there are."""
    return sum(array.size for _, array in tree.leaves(params))


def network(name):
    """Return (kind, forward, backward, options), or raise ValueError."""
    if name not in NETWORKS:
        raise ValueError(f"there is no network {name!r}: there are "
                         + ", ".join(NETWORKS))
    return NETWORKS[name]
