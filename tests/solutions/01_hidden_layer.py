"""Right and wrong: a network with a hidden layer."""
import numpy as np


def right_vectorised(W1, b1, W2, b2, x):
    h = np.maximum(0, W1 @ x + b1)
    return W2 @ h + b2


def right_loop(W1, b1, W2, b2, x):
    y = np.zeros((len(W2), x.shape[1]))
    for n in range(x.shape[1]):
        hidden = []
        for row, bias in zip(W1, b1[:, 0]):
            total = bias + sum(w * v for w, v in zip(row, x[:, n]))
            hidden.append(total if total > 0 else 0.0)
        for k in range(len(W2)):
            y[k, n] = b2[k, 0] + sum(w * v for w, v in zip(W2[k], hidden))
    return y


def right_einsum(A, c, B, d, data):
    z = np.einsum("hd,db->hb", A, data) + c
    z = np.where(z > 0, z, 0)
    return np.einsum("kh,hb->kb", B, z) + d


def right_float32(W1, b1, W2, b2, x):
    W1, b1, W2, b2, x = (np.float32(v) for v in (W1, b1, W2, b2, x))
    return W2 @ np.clip(W1 @ x + b1, 0, None) + b2


def forgot_the_first_bias(W1, b1, W2, b2, x):
    return W2 @ np.maximum(W1 @ x, 0) + b2


def forgot_the_second_bias(W1, b1, W2, b2, x):
    h = np.maximum(W1 @ x + b1, 0)
    y = W2 @ h
    return y


def forgot_both_biases(W1, b1, W2, b2, x):
    return W2 @ np.maximum(W1 @ x, 0)


def forgot_relu(W1, b1, W2, b2, x):
    h = W1 @ x + b1
    return W2 @ h + b2


def forgot_relu__2(W1, b1, W2, b2, x):
    h = np.maximum(W1 @ x + b1, -np.inf)
    return np.dot(W2, h) + b2


def applied_relu_to_the_output_too(W1, b1, W2, b2, x):
    h = np.maximum(W1 @ x + b1, 0)
    return np.maximum(W2 @ h + b2, 0)


def added_the_first_bias_after_relu(W1, b1, W2, b2, x):
    h = np.maximum(W1 @ x, 0) + b1
    return W2 @ h + b2


def used_tanh_in_place_of_relu(W1, b1, W2, b2, x):
    return W2 @ np.tanh(W1 @ x + b1) + b2


def other_absolute_value(W1, b1, W2, b2, x):
    return W2 @ abs(W1 @ x + b1) + b2
