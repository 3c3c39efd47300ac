"""Right and wrong: one step of an LSTM."""
import numpy as np


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _gates(W_x, W_h, b, x, h_prev):
    i, f, g, o = np.split(W_x @ x + W_h @ h_prev + b, 4)
    return _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)


def right_vectorised(W_x, W_h, b, x, h_prev, c_prev):
    a = W_x @ x + W_h @ h_prev + b
    H = len(h_prev)
    i, f = _sigmoid(a[:H]), _sigmoid(a[H:2 * H])
    g, o = np.tanh(a[2 * H:3 * H]), _sigmoid(a[3 * H:])
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, c


def right_loop(W_x, W_h, b, x, h_prev, c_prev):
    H, B = h_prev.shape
    h, c = np.zeros((H, B)), np.zeros((H, B))
    for n in range(B):
        for k in range(H):
            a = [W_x[r * H + k] @ x[:, n] + W_h[r * H + k] @ h_prev[:, n]
                 + b[r * H + k, 0] for r in range(4)]
            c[k, n] = _sigmoid(a[1]) * c_prev[k, n] \
                + _sigmoid(a[0]) * np.tanh(a[2])
            h[k, n] = _sigmoid(a[3]) * np.tanh(c[k, n])
    return h, c


def right_einsum(U, W, b, x, s, memory):
    a = np.einsum("rd,db->rb", U, x) + np.einsum("rh,hb->rb", W, s) + b
    a = a.reshape(4, *s.shape)
    write, keep, show = (0.5 + 0.5 * np.tanh(a[k] / 2) for k in (0, 1, 3))
    memory = memory * keep + write * np.tanh(a[2])
    return np.tanh(memory) * show, memory


def right_float32(*given):
    return right_vectorised(*(np.float32(v) for v in given))


def swapped_the_input_gate_and_the_forget_gate(W_x, W_h, b, x, h_prev,
                                               c_prev):
    f, i, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + i * g
    return o * np.tanh(c), c


def forgot_the_forget_gate(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = c_prev + i * g
    return o * np.tanh(c), c


def forgot_the_input_gate(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + g
    return o * np.tanh(c), c


def used_the_sigmoid_for_the_candidate(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = np.split(_sigmoid(W_x @ x + W_h @ h_prev + b), 4)
    c = f * c_prev + i * g
    return o * np.tanh(c), c


def forgot_tanh_of_c(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + i * g
    return o * c, c


def forgot_the_output_gate(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + i * g
    return np.tanh(c), c


def took_the_rows_in_the_order_i_f_o_g(W_x, W_h, b, x, h_prev, c_prev):
    i, f, o, g = np.split(W_x @ x + W_h @ h_prev + b, 4)
    c = _sigmoid(f) * c_prev + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c


def showed_the_memory_before_the_step(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    return o * np.tanh(c_prev), f * c_prev + i * g


def forgot_the_biases(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, 0, x, h_prev)
    c = f * c_prev + i * g
    return o * np.tanh(c), c


def used_tanh_for_every_gate(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = np.split(np.tanh(W_x @ x + W_h @ h_prev + b), 4)
    c = f * c_prev + i * g
    return o * np.tanh(c), c


def other_returned_c_first(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + i * g
    return c, o * np.tanh(c)


def swapped_the_input_gate_and_the_output_gate(W_x, W_h, b, x, h_prev,
                                               c_prev):
    o, f, g, i = _gates(W_x, W_h, b, x, h_prev)
    c = f * c_prev + i * g
    return o * np.tanh(c), c
