"""Right and wrong: additive attention."""
import numpy as np


def _softmax(e, axis=1):
    e = np.exp(e - e.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def right_vectorised(W_s, W_h, v, s, h):
    u = np.tanh((W_s @ s)[:, :, None] + (W_h @ h)[:, None, :])
    a = _softmax((v[:, :, None] * u).sum(axis=0))
    return a, h @ a.T


def right_loop(W_s, W_h, v, s, h):
    U, T = s.shape[1], h.shape[1]
    a, c = np.zeros((U, T)), np.zeros((len(s), U))
    for u in range(U):
        e = [float(v[:, 0] @ np.tanh(W_s @ s[:, u] + W_h @ h[:, j]))
             for j in range(T)]
        a[u] = np.exp(e) / np.exp(e).sum()
        for j in range(T):
            c[:, u] += a[u, j] * h[:, j]
    return a, c


def right_einsum(A, B, v, state, seen):
    both = np.einsum("nh,hu->nu", A, state)[..., None] \
        + np.einsum("nh,ht->nt", B, seen)[:, None]
    weights = _softmax(np.einsum("n,nut->ut", v[:, 0], np.tanh(both)))
    return weights, np.einsum("ut,ht->hu", weights, seen)


def right_float32(*given):
    return right_vectorised(*(np.float32(v) for v in given))


def forgot_tanh(W_s, W_h, v, s, h):
    e = (v.T @ (W_s @ s)).T + v.T @ (W_h @ h)
    a = _softmax(e)
    return a, h @ a.T


def forgot_v(W_s, W_h, v, s, h):
    u = np.tanh((W_s @ s)[:, :, None] + (W_h @ h)[:, None, :])
    a = _softmax(u.sum(axis=0))
    return a, h @ a.T


def forgot_the_softmax(W_s, W_h, v, s, h):
    u = np.tanh((W_s @ s)[:, :, None] + (W_h @ h)[:, None, :])
    a = np.tensordot(v[:, 0], u, 1)
    return a, h @ a.T


def normalised_over_the_outputs(W_s, W_h, v, s, h):
    u = np.tanh((W_s @ s)[:, :, None] + (W_h @ h)[:, None, :])
    a = _softmax(np.tensordot(v[:, 0], u, 1), axis=0)
    return a, h @ a.T


def swapped_w_s_and_w_h(W_s, W_h, v, s, h):
    u = np.tanh((W_h @ s)[:, :, None] + (W_s @ h)[:, None, :])
    a = _softmax(np.tensordot(v[:, 0], u, 1))
    return a, h @ a.T


def took_the_context_from_the_decoder_s_states(W_s, W_h, v, s, h):
    u = np.tanh((W_s @ s)[:, :, None] + (W_h @ h)[:, None, :])
    a = _softmax(np.tensordot(v[:, 0], u, 1))
    return a, s @ a


def used_the_dot_product(W_s, W_h, v, s, h):
    a = _softmax(s.T @ h)
    return a, h @ a.T


def forgot_the_state_of_the_decoder(W_s, W_h, v, s, h):
    e = v.T @ np.tanh(W_h @ h)
    a = np.repeat(_softmax(e), s.shape[1], axis=0)
    return a, h @ a.T


def other_returned_c_first(W_s, W_h, v, s, h):
    a, c = right_vectorised(W_s, W_h, v, s, h)
    return c, a
