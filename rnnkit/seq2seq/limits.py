"""What recurrence costs, measured on the formulas themselves.

    chain(formula, …)   the longest row of matrix products in which each
                        waits for the one before: that many moments it takes,
                        however many processors there are
    reach(T)            how much of x_1 is in the last result, by gradients
    kept(T, H)          how many numbers an encoder hands over

| symbol | what                            |
|--------|---------------------------------|
| T, U   | steps that are read, and written |
| H      | hidden units                    |

Deck D, D-limits: sequential nature, long term memory, encoding bottleneck.
"""
import numpy as np

from rnnkit import bptt
from rnnkit.cells import attention, readout, rnn
from rnnkit.cells.activations import identity

from . import encoder_decoder


class Waiting(np.ndarray):
    """An array that knows how many products had to wait for one another
    before it was there: 0 for what is given."""
    waited = 0

    def __array_finalize__(self, other):
        """Keep the count in views and copies."""
        self.waited = getattr(other, "waited", 0)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        """Compute as NumPy does; a matrix product waits one moment more."""
        before = max(getattr(each, "waited", 0) for each in inputs)
        plain = [np.asarray(each) for each in inputs]
        found = np.asarray(getattr(ufunc, method)(*plain, **kwargs))
        found = found.view(Waiting)
        found.waited = before + (ufunc is np.matmul)
        return found

    def __array_function__(self, function, types, args, kwargs):
        """Join arrays: the result waited for the one that came last."""
        if function not in (np.stack, np.concatenate):
            return super().__array_function__(function, types, args, kwargs)
        parts, *others = args
        found = function([np.asarray(each) for each in parts], *others,
                         **kwargs).view(Waiting)
        found.waited = max(getattr(each, "waited", 0) for each in parts)
        return found


def watched(*shape):
    """Return an array of ones that counts."""
    return np.ones(shape).view(Waiting)


def cell(D, H):
    """Return rnn.Params that count; the numbers do not matter."""
    return rnn.Params(watched(H, D), watched(H, H), watched(H, 1))


def chain_rnn(T, D=2, H=3):
    """Return the longest chain of products in an RNN over T inputs."""
    return bptt.forward(rnn, cell(D, H), watched(T, D, 1)).hs.waited


def chain_encoder_decoder(T, U, D=2, H=3, K=2):
    """Return the same for reading T inputs and then writing U outputs."""
    params = encoder_decoder.Params(cell(D, H), cell(K, H), readout.Params(
        watched(K, H), watched(K, 1)))
    return encoder_decoder.forward(rnn, params, watched(T, D, 1),
                                   watched(U, K, 1)).zs.waited


def chain_attention(T, D=2):
    """Return the same for self-attention over T inputs."""
    params = attention.Params(*(watched(D, D) for _ in range(3)))
    return attention.step(params, watched(D, T)).x_new.waited


def reach(T, w=0.5):
    """Return (in an RNN, in attention): how much of x_1 is in the last
    result, as a share of how much of x_T is.

    The RNN is linear with W_hh = w; the attention has equal scores.
    """
    one, xs = np.ones((1, 1)), np.zeros((T, 1, 1))
    params = rnn.Params(one, w * one, 0 * one)
    run = bptt.forward(rnn, params, xs, phi=identity)
    up = np.zeros((T, 1, 1))
    up[-1] = 1                                # a gradient at the last only
    dxs = bptt.backward(rnn, params, run, up, phi=identity).dxs
    equal = attention.Params(0 * one, one, one)
    _, dx = attention.step_back(equal, attention.step(equal, xs[:, 0].T),
                                up[:, 0].T)
    return (float(dxs[0, 0, 0] / dxs[-1, 0, 0]), float(dx[0, 0] / dx[0, -1]))


def kept(T, H, D=2):
    """Return (what an encoder hands over, what attention looks back at):
    how many numbers."""
    zeros = rnn.Params(np.zeros((H, D)), np.zeros((H, H)), np.zeros((H, 1)))
    run = bptt.forward(rnn, zeros, np.zeros((T, D, 1)))
    return sum(part.size for part in run.state), run.hs.size
