"""From hidden states to the loss of a whole sequence, and to new tokens.

    z = W_yh h + b_y        ŷ = softmax(z)        L = −Σ_t log ŷ_t[y_t] / B

and backwards: dz = (ŷ − y) / B, all steps side by side. The loss is that of
`cells.readout`: the mean over the batch, summed over time. A new token is a
draw from ŷ, and the next x.

| symbol  | shape         | what                                   |
|---------|---------------|----------------------------------------|
| hs, dhs | (T, H, B)     | hidden states, ∂L/∂h_t                 |
| z, dz   | (K, T·B)      | scores of all steps side by side       |
| targets | (T, B)        | the token to come, 0 to K − 1          |
"""
import numpy as np

from rnnkit import cells
from rnnkit.cells import readout

from . import gru, lstm, rnn
from .layout import indices, side_by_side

STEPPER = {cells.rnn: rnn.stepper, cells.lstm: lstm.stepper,
           cells.gru: gru.stepper}


def loss(out, hs, targets):
    """Return (L, readout.Params of gradients, dhs).

    out: readout.Params. Raises ValueError for targets that do not fit.
    """
    (W_yh, b_y), (T, H, B) = out, hs.shape
    targets = np.asarray(targets)
    indices("targets", targets, len(W_yh))
    if targets.shape != (T, B):
        raise ValueError(f"hs is {hs.shape} but targets is {targets.shape}: "
                         f"one token a step and example is needed, {(T, B)}")
    h, at_target = side_by_side(hs), (targets.reshape(-1), np.arange(T * B))
    z = W_yh @ h
    z += b_y
    z -= z.max(axis=0)
    z_target = z[at_target]
    y_hat = np.exp(z, out=z)
    total = y_hat.sum(axis=0)
    L = (np.log(total) - z_target).sum() / B
    dz = y_hat
    dz /= total
    dz[at_target] -= 1
    dz /= B
    dout = readout.Params(dz @ h.T, dz.sum(axis=1, keepdims=True))
    dhs = (dz.T @ W_yh).reshape(T, B, H).swapaxes(1, 2)
    return L, dout, dhs


def sample(cell, params, out, first, length, rng, *state, temperature=1.0):
    """Return (tokens, state): `length` draws, each fed back as the next x.

    first: the token read first; rng: a generator, the same seed gives the
    same tokens; state: (H, 1) each, as it was before `first`; temperature:
    below 1 more careful, above 1 bolder.
    """
    W_yh, b_y = (each / temperature for each in out)
    indices("first", np.array([[first]]), np.shape(params[0])[1])
    dtype = np.result_type(*params, W_yh, b_y, np.float32)
    state = tuple(np.array(each, dtype) for each in state)
    adds, advance = STEPPER[cell](params, *state)
    adds, h, token, tokens = list(adds), state[0][:, 0], first, []
    for luck in lucks(rng, length, b_y[:, 0]):
        advance(adds[token])
        z = W_yh.dot(h)
        z += luck
        token = int(z.argmax())
        tokens.append(token)
    return np.array(tokens, dtype=int), state


def lucks(rng, length, b_y, block=256):
    """Yield b_y − log E, (K,), `length` times; E is drawn anew, exponential.

    argmax (z − log E) is a draw from softmax(z): a race in which token k
    arrives after E_k / e^{z_k}, and the first one wins. A race needs no sum
    and no exponential of z (the Gumbel-max trick; Gumbel 1954).
    """
    for start in range(0, length, block):
        E = rng.standard_exponential((min(block, length - start), len(b_y)))
        yield from (b_y - np.log(np.maximum(E, 1e-300))).astype(b_y.dtype)
