"""What torch says, in float64 and in our layout: columns, not rows.

torch's weights have the orientation of the slides, so they are copied as
they are; only data is turned round, here and nowhere else.
"""
import numpy as np
import torch


def tensor(array):
    """Return a float64 leaf tensor that collects a gradient."""
    return torch.tensor(np.asarray(array, dtype=np.float64),
                        requires_grad=True)


def tensors(params):
    """Return a NamedTuple of arrays as the same tuple of tensors."""
    return type(params)(*map(tensor, params))


def grads(params):
    """Return the gradients that a tuple of tensors collected, as arrays."""
    return type(params)(*(grad(each) for each in params))


def grad(leaf):
    """Return the gradient of one tensor; zeros if nothing reached it."""
    return (np.zeros(tuple(leaf.shape)) if leaf.grad is None
            else leaf.grad.numpy())


def columns(sequence):
    """Return (T, B, D) of torch as (T, D, B), or the other way round."""
    return np.swapaxes(np.asarray(sequence), -1, -2)


def rnn_cell(params, x, h_prev, phi="tanh"):
    """Return (h, backward) of torch.nn.RNNCell with our parameters.

    backward(dh) returns (dW_hx, dW_hh, db_h, dx, dh_prev).
    """
    H, D = np.shape(params.W_hx)
    cell = torch.nn.RNNCell(D, H, nonlinearity=phi, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(params.W_hx))
        cell.weight_hh.copy_(torch.tensor(params.W_hh))
        cell.bias_ih.copy_(torch.tensor(params.b_h[:, 0]))
        cell.bias_hh.zero_()
    x, h_prev = tensor(columns(x)), tensor(columns(h_prev))
    h = cell(x, h_prev)

    def backward(dh):
        h.backward(torch.tensor(columns(dh).copy()))
        return (grad(cell.weight_ih), grad(cell.weight_hh),
                grad(cell.bias_ih)[:, None], columns(grad(x)),
                columns(grad(h_prev)))

    return columns(h.detach().numpy()), backward


def cross_entropy(z, indices):
    """Return (loss, dz) of torch's cross-entropy: scores (K, B) or (T, K, B),
    indices (B,) or (T, B); a sequence sums its steps."""
    z = tensor(z)
    steps = z[None] if z.ndim == 2 else z
    indices = np.reshape(indices, (len(steps), -1))
    loss = sum(torch.nn.functional.cross_entropy(step.T, torch.tensor(y))
               for step, y in zip(steps, indices))
    loss.backward()
    return loss.item(), grad(z)


def count(module):
    """Return the number of parameters of a torch module."""
    return sum(each.numel() for each in module.parameters())
