"""The encoder–decoder made for training: texts side by side, and looking.

    h_t = GRU(x_t, h_{t−1})                 reads, t = 1, …, T
    s_u = GRU(y_{u−1}, s_{u−1}), s_0 = h_T  writes, u = 1, …, U
    c_u = Σ_j a_uj h_j                      looks back, with attention only
    z_u = W_yh [s_u; c_u] + b_y             without attention W_yh s_u + b_y
    L   = the mean of −log ŷ[y] over every token that is to be written

Both cells run over a whole sequence at once (`rnnkit.sequence`), and so does
the look back, as no state waits for it. Texts of different length are filled
up at the end: what comes after a text changes no state before it, so the
context is the state at the end of each text, wherever that is, and attention
does not see the filling.

| symbol | shape     | what                                             |
|--------|-----------|--------------------------------------------------|
| x      | (T, B)    | what is read, as indices                         |
| y_prev | (U, B)    | what the decoder reads: START, y_1, …            |
| y      | (U, B)    | what it is to write: y_1, …, END                 |
| a      | (B, U, T) | how much of input j is read for output u         |

Tests hold it equal to `encoder_decoder` and to torch.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import sequence
from rnnkit.cells import gru, readout
from rnnkit.sequence import side_by_side

from . import looking


class Params(NamedTuple):
    """The parameters of all parts, or the gradient for each; look is () for
    none and for the dot product."""
    encoder: gru.Params
    decoder: gru.Params
    look: tuple
    readout: readout.Params


class Batch(NamedTuple):
    """Texts side by side: x (T, B) with lengths (B,), y_prev, y and keep
    (U, B): True where a token counts."""
    x: np.ndarray
    lengths: np.ndarray
    y_prev: np.ndarray
    y: np.ndarray
    keep: np.ndarray


class Run(NamedTuple):
    """Two sequence.Run, the Look (or None), what the readout read, and its
    scores z, (K, U·B)."""
    encoder: sequence.Run
    decoder: sequence.Run
    look: looking.Look | None
    read: np.ndarray
    z: np.ndarray


def start(kind, reads, writes, hidden=32, seed=0, dtype=np.float32):
    """Return Params with small random numbers, uniform within 1/√fan.

    kind: "none", "dot" or "additive"; reads, writes: sizes of the two
    vocabularies. Raises ValueError for another kind.
    """
    if kind not in looking.KINDS:
        raise ValueError(f"kind is {kind!r}: it is one of "
                         f"{', '.join(looking.KINDS)}")
    rng, H = np.random.default_rng(seed), hidden

    def drawn(*shape, fan=H):
        return rng.uniform(-1, 1, shape).astype(dtype) / dtype(fan) ** .5

    def cell(D):
        parts = [drawn(H, D if name[-1] == "x" else H) if name[0] == "W"
                 else np.zeros((H, 1), dtype) for name in gru.Params._fields]
        return gru.Params(*parts)

    both, n = H * (1 + (kind != "none")), max(1, H // 2)
    look = looking.Params(drawn(n, H), drawn(n, H), drawn(n, 1, fan=n)) \
        if kind == "additive" else ()
    return Params(cell(reads), cell(writes), look, readout.Params(
        drawn(writes, both, fan=both), np.zeros((writes, 1), dtype)))


# Forward --------------------------------------------------------------------
def looks(params):
    """Whether there is attention: the readout then reads s and c."""
    return params.readout.W_yh.shape[1] != len(params.decoder.b_n)


def read(params, x, lengths):
    """Return (the encoder's sequence.Run, the contexts (H, B)).

    Raises ValueError for a text of length 0, and for a token outside of the
    vocabulary.
    """
    x, lengths = np.asarray(x), np.asarray(lengths)
    if lengths.shape != x.shape[1:] or lengths.min(initial=1) < 1 \
            or lengths.max(initial=1) > len(x):
        raise ValueError(f"lengths is {lengths.tolist()} but x is {x.shape}: "
                         "each text needs a length of 1 or more, and of "
                         f"{len(x)} at most")
    run = sequence.FORWARD[gru](params.encoder, x,
                                zeros(params, x.shape[1]))
    return run, run.hs[lengths - 1, :, np.arange(len(lengths))].T


def decode(params, encoder, lengths, y_prev, state):
    """Return the Run of a decoder that reads y_prev (U, B) from `state`."""
    decoder = sequence.FORWARD[gru](params.decoder, y_prev, state)
    found, both = None, side_by_side(decoder.hs)
    if looks(params):
        found = looking.look(params.look, texts(decoder.hs),
                             texts(encoder.hs),
                             real(lengths, len(encoder.hs)))
        both = np.concatenate([both, columns(found.c)])
    return Run(encoder, decoder, found, both,
               readout.linear(params.readout, both))


def forward(params, batch):
    """Return the Run of a Batch, with teacher forcing."""
    encoder, state = read(params, batch.x, batch.lengths)
    return decode(params, encoder, batch.lengths, batch.y_prev, state)


# Backward -------------------------------------------------------------------
def learn(params, batch):
    """Return (loss, Params of gradients) of a Batch."""
    run, kept = forward(params, batch), batch.keep.reshape(-1)
    z, y = run.z[:, kept], batch.y.reshape(-1)[kept]
    dz = np.zeros_like(run.z)
    dz[:, kept] = readout.loss_back(z, y)
    return readout.loss(z, y), backward(params, batch, run, dz)


def backward(params, batch, run, dz):
    """Return the Params of gradients from dz = ∂L/∂z, (K, U·B)."""
    dreadout, dboth = readout.linear_back(params.readout, run.read, dz)
    U, H, B = run.decoder.hs.shape
    dss = steps(dboth[:H], U)
    dhs, dlook = np.zeros_like(run.encoder.hs), ()
    if run.look is not None:
        dlook, ds, dh = looking.look_back(params.look, run.look,
                                          texts(steps(dboth[H:], U)))
        dss, dhs = dss + untexts(ds), untexts(dh).copy()
    decoder = sequence.BACKWARD[gru](params.decoder, run.decoder, dss)
    dhs[batch.lengths - 1, :, np.arange(B)] += decoder.dstate[0].T
    encoder = sequence.BACKWARD[gru](params.encoder, run.encoder, dhs)
    return Params(encoder.dparams, decoder.dparams, dlook, dreadout)


# How arrays lie -------------------------------------------------------------
def zeros(params, B):
    """Return the state of zeros before a text, (H, B)."""
    return np.zeros((len(params.encoder.b_n), B), params.encoder.b_n.dtype)


def real(lengths, T):
    """Return the mask (B, 1, T): True where a text has a token."""
    return np.arange(T) < np.asarray(lengths)[:, None, None]


def texts(v):
    """Return (T, H, B) as (B, H, T): one text after another."""
    return np.ascontiguousarray(v.transpose(2, 1, 0))


def untexts(v):
    """Return (B, H, T) as (T, H, B)."""
    return v.transpose(2, 1, 0)


def columns(v):
    """Return (B, H, U) as (H, U·B), beside `side_by_side`."""
    return side_by_side(untexts(v))


def steps(v, U):
    """Return (H, U·B) as (U, H, B)."""
    return v.reshape(len(v), U, -1).swapaxes(0, 1)
