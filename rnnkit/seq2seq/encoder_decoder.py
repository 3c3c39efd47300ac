"""An encoder and a decoder, each a recurrent cell with weights of its own.

    (h_t) = cell(x_t, (h_{t−1}))     t = 1, …, T     the encoder reads
    (s_0) = (h_T)                                    the context, handed over
    (s_u) = cell(y_{u−1}, (s_{u−1})) u = 1, …, U     the decoder writes
    z_u   = W_yh s_u + b_y

and backwards, from dz_u = ∂L/∂z_u:

    ds_u  = W_yhᵀ dz_u, and through the decoder, U → 1
    dh_T  = ds_0                                     handed back
    through the encoder, T → 1: no h_t but the last has a gradient of its own

| symbol  | shape     | what                                          |
|---------|-----------|-----------------------------------------------|
| xs      | (T, D, B) | what is read                                  |
| ys_prev | (U, K, B) | what the decoder reads: START, y_1, …, y_{U−1} |
| h_t, s_u | (H, B)   | states of the encoder and of the decoder      |
| zs      | (U, K, B) | scores of what is written                     |

For every cell of `rnnkit.cells`; an LSTM hands over (h, c). Decks A and E
(A-seq2seq, E-seq2seq: many to one, then one to many); Cho et al. 2014 and
Sutskever, Vinyals and Le 2014.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import readout


class Params(NamedTuple):
    """The parameters of the three parts, or the gradient for each."""
    encoder: tuple
    decoder: tuple
    readout: tuple


class Run(NamedTuple):
    """What was read and written: two bptt.Forward, and the scores zs."""
    encoder: bptt.Forward
    decoder: bptt.Forward
    zs: np.ndarray


class Gradients(NamedTuple):
    """dparams as Params; dcontext, what is handed back; dxs and dys_prev."""
    dparams: Params
    dcontext: tuple
    dxs: np.ndarray
    dys_prev: np.ndarray


def forward(cell, params, xs, ys_prev, mask=None, **options):
    """Return the Run of a sequence that is read and one that is written.

    mask: (T, B), 1 where a text has an entry; options go to both cells, such
    as phi=relu. Raises ValueError as `bptt.forward`. A-seq2seq, E-seq2seq.
    """
    encoder = bptt.forward(cell, params.encoder, xs, mask=mask, **options)
    context = encoder.state
    decoder = bptt.forward(cell, params.decoder, ys_prev, context, **options)
    zs = readout.linear(params.readout, decoder.hs)
    return Run(encoder, decoder, zs)


def backward(cell, params, run, dzs, mask=None, **options):
    """Return the Gradients from dzs = ∂L/∂z, (U, K, B)."""
    dreadout, dss = readout.linear_back(params.readout, run.decoder.hs, dzs)
    decoder = bptt.backward(cell, params.decoder, run.decoder, dss, **options)
    dcontext = decoder.dstate
    dhs = np.zeros_like(run.encoder.hs)
    encoder = bptt.backward(cell, params.encoder, run.encoder, dhs, dcontext,
                            mask=mask, **options)
    return Gradients(Params(encoder.dparams, decoder.dparams, dreadout),
                     dcontext, encoder.dxs, decoder.dxs)


def learn(cell, params, xs, ys_prev, y, **options):
    """Return (loss, Params of gradients) with teacher forcing.

    y: the tokens to come, (U, B), or one-hot columns; the loss is the mean
    over the batch, summed over what is written.
    """
    run = forward(cell, params, xs, ys_prev, **options)
    dzs = readout.loss_back(run.zs, y)
    return (readout.loss(run.zs, y),
            backward(cell, params, run, dzs, **options).dparams)
