"""Right and wrong: the gradient of softmax and cross-entropy."""
import numpy as np


def _softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=0)


def right_vectorised(z, y):
    return (_softmax(z) - y) / z.shape[1]


def right_loop(z, y):
    K, B = z.shape
    dz = np.zeros((K, B))
    for n in range(B):
        total = sum(np.exp(z[k, n]) for k in range(K))
        for k in range(K):
            dz[k, n] = (np.exp(z[k, n]) / total - y[k, n]) / B
    return dz


def right_by_the_jacobian(z, y):
    p = _softmax(z)
    dp = -y / p / z.shape[1]
    return p * dp - p * np.einsum("kb,kb->b", p, dp)


def right_float32(scores, targets):
    p = _softmax(np.float32(scores))
    p[targets == 1] -= 1
    return p / np.float32(len(p[0]))


def forgot_to_divide_by_the_number_of_examples(z, y):
    return _softmax(z) - y


def subtracted_the_other_way_round(z, y):
    return (y - _softmax(z)) / z.shape[1]


def forgot_the_softmax(z, y):
    return (z - y) / z.shape[1]


def forgot_to_subtract_the_target(z, y):
    return _softmax(z) / z.shape[1]


def divided_by_the_number_of_classes_too(z, y):
    return (_softmax(z) - y) / z.size


def divided_by_the_number_of_classes(z, y):
    return (_softmax(z) - y) / len(z)


def kept_the_gradient_of_the_target_only(z, y):
    return y * (_softmax(z) - 1) / z.shape[1]


def other_normalised_rows(z, y):
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - y) / z.shape[1]


def divided_by_the_number_of_examples_twice(z, y):
    dz = (_softmax(z) - y) / z.shape[1]
    return dz / z.shape[1]
