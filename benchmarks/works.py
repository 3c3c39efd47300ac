"""What is timed: the rows of the table, ours and a peer on equal numbers.

Each Work holds two functions without arguments, one training step (or one
text) each, and what both return in the same form, to be compared.
"""
from typing import NamedTuple

import numpy as np
import torch

from benchmarks import cs231n_style, min_char, model, torch_style
from rnnkit import sequence
from rnnkit.cells import attention, conv, gru, lstm, readout, rnn, sliding

V = 65                              # characters, as in a play by Shakespeare
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}


class Work(NamedTuple):
    """A row: names, the goal for ours / theirs, the two functions, and two
    that run them and return a tuple of arrays in our layout; `operations`
    are those of a step's matrix products, 0 where that says nothing."""
    work: str
    peer: str
    goal: float
    ours: callable
    theirs: callable
    our_values: callable
    their_values: callable
    dtype: str
    operations: int = 0


def numbers(cell, H, T, B, dtype):
    """Return (params, out, tokens, targets, state), the same every time."""
    rng = np.random.default_rng(0)
    params, out = model.draw(cell, V, H, V, rng, dtype)
    tokens, targets = rng.integers(0, V, size=(2, T, B))
    return params, out, tokens, targets, model.zeros(cell, H, B, dtype)


def operations(cell, T, B, H):
    """Return the multiplications and additions of a step's products: each
    W_h three times (forward, back, dW_h), W_yh three times."""
    products = sum(name[0] == "W" and name[-1] == "h"
                   for name in cell.Params._fields) * H * H
    return 2 * 3 * T * B * (products + V * H)


def flat(loss, dparams, dout):
    """Return (loss, every gradient) as one tuple."""
    return (loss, *dparams, *dout)


def against_torch(cell, work, goal, H, T, B, dtype):
    """Return the Work of a training step against torch.nn."""
    params, out, tokens, targets, state = numbers(cell, H, T, B, dtype)
    net = torch_style.network(cell, params, out)
    x, y = torch.from_numpy(tokens), torch.from_numpy(targets)

    def ours():
        return model.training_step(cell, params, out, tokens, targets, *state)

    def theirs():
        return torch_style.training_step(net, x, y)

    name = f"torch.nn.{torch_style.LAYER[cell].__name__}"
    return Work(work, name, goal, ours, theirs, lambda: flat(*ours()),
                lambda: flat(*torch_style.as_ours(cell, net, theirs())),
                dtype, operations(cell, T, B, H))


def against_min_char(work, goal, H, T):
    """Return the Work of a training step against a min-char-rnn."""
    params, out, tokens, targets, state = numbers(rnn, H, T, 1, "float64")
    theirs_params = (*params[:2], out.W_yh, params.b_h, out.b_y)
    inputs, wanted = tokens[:, 0].tolist(), targets[:, 0].tolist()

    def ours():
        return model.training_step(rnn, params, out, tokens, targets, *state)

    def theirs():
        return min_char.loss_and_gradients(theirs_params, inputs, wanted,
                                           *state)

    def their_values():
        loss, (dWxh, dWhh, dWhy, dbh, dby), _ = theirs()
        return loss, dWxh, dWhh, dbh, dWhy, dby

    return Work(work, "min-char-rnn style", goal, ours, theirs,
                lambda: flat(*ours()), their_values, "float64",
                operations(rnn, T, 1, H))


def against_cs231n(work, goal, H, T, B):
    """Return the Work of a training step against a CS231n-style LSTM."""
    params, out, tokens, targets, state = numbers(lstm, H, T, B, "float64")
    p, order = params._asdict(), "ifog"
    theirs_params = [np.concatenate([p[name.format(g)] for g in order]).T
                     .copy() for name in ("W_{}x", "W_{}h", "b_{}")]
    theirs_params[2] = theirs_params[2][0]
    theirs_params += [out.W_yh.T.copy(), out.b_y[:, 0]]
    inputs, wanted = tokens.T.copy(), targets.T.copy()

    def ours():
        return model.training_step(lstm, params, out, tokens, targets, *state)

    def theirs():
        return cs231n_style.loss_and_gradients(theirs_params, inputs, wanted)

    def their_values():
        loss, dWx, dWh, db, dW, dc = theirs()
        place = {g: slice(k * H, k * H + H) for k, g in enumerate(order)}
        grads = [d[:, place[g]].T for g in lstm.GATES
                 for d in (dWx, dWh, db[None])]
        return flat(loss, grads, readout.Params(dW.T, dc[:, None]))

    return Work(work, "CS231n style", goal, ours, theirs,
                lambda: flat(*ours()), their_values, "float64",
                operations(lstm, T, B, H))


def sampling(work, goal, H, length):
    """Return the Work of writing `length` characters, one after another."""
    params, out, _, _, state = numbers(rnn, H, 1, 1, "float64")
    theirs_params = (*params[:2], out.W_yh, params.b_h, out.b_y)

    def ours():
        return sequence.sample(rnn, params, out, 0, length,
                               np.random.default_rng(0), *state)[0]

    def theirs():
        return min_char.sample(theirs_params, *state, 0, length,
                               np.random.default_rng(0))

    def their_values():
        return np.array(min_char.sample(theirs_params, *state, 0, length,
                                        Race(np.random.default_rng(0)))),

    return Work(work, "min-char-rnn style", goal, ours, theirs,
                lambda: (ours(),), their_values, "float64")


def against_sdpa(work, goal, T, n, dtype):
    """Return the Work of one head of attention over T tokens, forward and
    backward, against torch's scaled_dot_product_attention."""
    rng = np.random.default_rng(0)
    q, k, v, up = rng.normal(size=(4, n, T)).astype(dtype)
    rows = [torch.from_numpy(np.ascontiguousarray(each.T)[None, None])
            for each in (q, k, v, up)]
    leaves = [each.requires_grad_() for each in rows[:3]]

    def ours():
        look = attention.attend(q, k, v)
        return look.x_new, *attention.attend_back(look, up)

    def theirs():
        for leaf in leaves:
            leaf.grad = None
        found = torch.nn.functional.scaled_dot_product_attention(*leaves)
        found.backward(rows[3])
        return found

    def their_values():
        found = theirs().detach()
        return tuple(each[0, 0].numpy().T for each in
                     (found, *(leaf.grad for leaf in leaves)))

    return Work(work, "torch SDPA", goal, ours, theirs, ours, their_values,
                dtype, 2 * 6 * T * T * n)


def against_conv2d(work, goal, B, maps, size, dtype):
    """Return the Work of one convolution, 3 × 3 with "same" padding, forward
    and backward, against torch's conv2d.

    maps: (from, to). Each side has x and dy as it lays out maps itself.
    """
    (C, M), rng = maps, np.random.default_rng(0)
    drawn = [rng.normal(size=shape).astype(dtype) for shape in (
        (B, C, *size), (B, M, *size), (M, C, 3, 3), (M, 1))]
    x, dy = (sliding.room(each.shape, dtype) for each in drawn[:2])
    x[...], dy[...], *params = drawn
    params = conv.Params(*params)
    leaves = [torch.tensor(each, requires_grad=True) for each in (
        drawn[0], params.W, params.b[:, 0])]
    upstream = torch.tensor(drawn[1])

    def ours():
        y = conv.convolve(params, x, padding=1)
        dparams, dx = conv.convolve_back(params, x, dy, padding=1)
        return y, dx, *dparams

    def theirs():
        for leaf in leaves:
            leaf.grad = None
        y = torch.nn.functional.conv2d(*leaves, padding=1)
        y.backward(upstream)
        return y

    def their_values():
        y = theirs().detach()
        return tuple(each.numpy().reshape(shape) for each, shape in zip(
            (y, *(leaf.grad for leaf in leaves)),
            (dy.shape, x.shape, params.W.shape, params.b.shape)))

    return Work(work, "torch conv2d", goal, ours, theirs, ours, their_values,
                dtype, 2 * 3 * B * M * C * 9 * size[0] * size[1])


class Race:
    """What the peer draws with when both texts are compared: the race of
    `sequence.sample`, between the peer's own probabilities."""

    def __init__(self, rng):
        self.rng = rng

    def choice(self, tokens, p):
        return tokens[np.argmin(self.rng.standard_exponential(len(p)) / p)]


def works(quick=False):
    """Return the rows; quick: the same with small sizes."""
    H1, T1, H, T, B, length = (
        (12, 5, 8, 6, 3, 40) if quick else (100, 25, 128, 50, 32, 1000))
    one, many = f"H{H1} T{T1} B1", f"H{H} T{T} B{B}"
    n, lengths = (4, (5, 9)) if quick else (64, (128, 512))
    images, sides = (3, (4, 6)) if quick else (32, (8, 28))
    return [
        against_min_char(f"RNN {one} float64", 0.30, H1, T1),
        against_torch(rnn, f"RNN {one} float64", 0.22, H1, T1, 1, "float64"),
        *(against_torch(cell, f"{name} {many} float32", goal, H, T, B,
                        "float32")
          for cell, name, goal in ((rnn, "RNN", 0.55), (lstm, "LSTM", 0.90),
                                   (gru, "GRU", 0.62))),
        against_cs231n(f"LSTM {many} float64", 0.45, H, T, B),
        sampling(f"{length:,} sampled characters H{H1}", 0.30, H1, length),
        *(against_sdpa(f"self-attention T{T} d{n} float32", 0.95, T, n,
                       "float32") for T in lengths),
        *(against_conv2d(f"conv B{images} {C}→{M} {n}×{n} float32",
                         1.00, images, (C, M), (n, n), "float32")
          for n in sides for C, M in ((1, 8), (8, 16)))]


def difference(work):
    """Return the largest difference of a value or a gradient, relative to
    the largest number in it; each array is compared."""
    ours, theirs = work.our_values(), work.their_values()
    return max(float(np.abs(np.subtract(a, b, dtype=float)).max()
                     / max(1e-30, np.abs(b).max()))
               for a, b in zip(ours, theirs, strict=True))
