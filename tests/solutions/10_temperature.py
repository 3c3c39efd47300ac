"""Right and wrong: probabilities at a temperature."""
import numpy as np


def _softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def right_vectorised(z, tau):
    z = z / tau
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def right_loop(z, tau):
    p = np.zeros(z.shape)
    for n in range(z.shape[1]):
        e = [np.exp((s - max(z[:, n])) / tau) for s in z[:, n]]
        for v in range(len(z)):
            p[v, n] = e[v] / sum(e)
    return p


def right_by_powers(scores, warmth):
    p = _softmax(scores) ** (1 / warmth)
    return p / np.einsum("vb->b", p)


def right_float32(z, tau):
    return _softmax(np.float32(z) / np.float32(tau))


def multiplied_by_the_temperature(z, tau):
    return _softmax(z * tau)


def forgot_the_temperature(z, tau):
    return _softmax(z)


def forgot_the_temperature__2(z, tau):
    return _softmax(z - tau)


def divided_the_probabilities_by_the_temperature(z, tau):
    return _softmax(z) / tau


def normalised_the_rows(z, tau):
    e = np.exp(z / tau)
    return e / e.sum(axis=1, keepdims=True)


def normalised_all_columns_together(z, tau):
    e = np.exp(z / tau)
    return e / e.sum()


def forgot_to_divide_by_the_sum(z, tau):
    return np.exp(z / tau)


def raised_the_probabilities_to_the_power_of_the_temperature(z, tau):
    return _softmax(z) ** tau


def other_added(z, tau):
    return _softmax(z) + tau


def did_not_take_the_largest_score_off_first(z, tau):
    e = np.exp(z / tau)
    return e / np.sum(e, axis=0, keepdims=True)
