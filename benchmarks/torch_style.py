"""torch.nn.RNN, LSTM and GRU on one-hot inputs, as a tutorial trains them.

One training step: one-hot rows, the layer, a linear output, cross-entropy
(the mean over the batch, summed over time, as ours), `backward()`.
"""
import numpy as np
import torch

from rnnkit.cells import gru, lstm, readout, rnn

LAYER = {rnn: torch.nn.RNN, lstm: torch.nn.LSTM, gru: torch.nn.GRU}
GATES = {rnn: ["h"], lstm: list("ifgo"), gru: list("rzn")}


def network(cell, params, out):
    """Return (layer, linear) of torch with our parameters in them."""
    H, D = params[0].shape
    dtype = torch.from_numpy(params[0]).dtype
    layer = LAYER[cell](D, H, dtype=dtype)
    linear = torch.nn.Linear(H, len(out.W_yh), dtype=dtype)
    p, gates = params._asdict(), GATES[cell]
    b_hh = np.zeros((len(gates) * H, 1))
    if cell is gru:
        b_hh[-H:] = p["b_nh"]
    with torch.no_grad():
        for theirs, ours in (
                (layer.weight_ih_l0, [p[f"W_{g}x"] for g in gates]),
                (layer.weight_hh_l0, [p[f"W_{g}h"] for g in gates]),
                (layer.bias_ih_l0, [p[f"b_{g}"] for g in gates]),
                (layer.bias_hh_l0, [b_hh]),
                (linear.weight, [out.W_yh]), (linear.bias, [out.b_y])):
            stacked = np.concatenate(ours).reshape(theirs.shape)
            theirs.copy_(torch.from_numpy(stacked))
    return layer, linear


def training_step(net, tokens, targets):
    """Return the loss; the gradients are left in the parameters."""
    layer, linear = net
    for module in net:
        module.zero_grad(set_to_none=True)
    size, dtype = layer.input_size, layer.weight_hh_l0.dtype
    x = torch.nn.functional.one_hot(tokens, size).to(dtype)
    h, _ = layer(x)
    y = linear(h)
    loss = torch.nn.functional.cross_entropy(
        y.reshape(-1, y.shape[-1]), targets.reshape(-1),
        reduction="sum") / tokens.shape[1]
    loss.backward()
    return loss


def as_ours(cell, net, loss):
    """Return (loss, cell.Params, readout.Params) of a training step."""
    layer, linear = net
    W_x, W_h, b, b_hh = (
        np.split(each.grad.numpy().reshape(len(each), -1), len(GATES[cell]))
        for each in (layer.weight_ih_l0, layer.weight_hh_l0,
                     layer.bias_ih_l0, layer.bias_hh_l0))
    grads = [each for gate in zip(W_x, W_h, b) for each in gate]
    if cell is gru:
        grads.append(b_hh[-1])
    return loss.item(), cell.Params(*grads), readout.Params(
        linear.weight.grad.numpy(), linear.bias.grad.numpy()[:, None])
