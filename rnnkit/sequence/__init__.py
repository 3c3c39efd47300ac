"""The same equations over a whole sequence and batch, made for speed.

What `cells` and `bptt` do a step at a time is arranged here so that only the
recurrence itself stays in the loop: everything from x is computed before it,
every dW after it as one product. The symbols are those of the cells, and
tests hold both versions equal.

    before the loop   ax_t = W_hx x_t + b_h, for all t at once
    in the loop       h_t = φ(ax_t + W_hh h_{t−1})
    back, before it   φ′(a_t), for all t at once
    back, in the loop da_t = (dh_t + W_hhᵀ da_{t+1}) ⊙ φ′(a_t)
    after the loop    dW_hh = Σ_t da_t h_{t−1}ᵀ as one product

| symbol | shape        | what                                             |
|--------|--------------|--------------------------------------------------|
| xs     | (T, D, B)    | inputs; or (T, B) whole numbers: one-hot indices |
| hs     | (T, H, B)    | hidden states                                    |
| gates  | (G, T, H, B) | one array a gate; gates[:, t] is one step        |

One-hot inputs are never made: W_hx times a one-hot column is a column of
W_hx, so it is looked up.

    run = sequence.FORWARD[lstm](params, xs, h_0, c_0)
    loss, dout, dhs = sequence.loss(out, run.hs, targets)
    dparams, dstate = sequence.BACKWARD[lstm](params, run, dhs)
"""
from rnnkit import cells

from . import gru, lstm, rnn
from .layout import Grads, Run, side_by_side
from .output import loss, sample

__all__ = ["FORWARD", "BACKWARD", "Grads", "Run", "loss", "sample",
           "side_by_side"]

FORWARD = {cells.rnn: rnn.forward, cells.lstm: lstm.forward,
           cells.gru: gru.forward}
BACKWARD = {cells.rnn: rnn.backward, cells.lstm: lstm.backward,
            cells.gru: gru.backward}
