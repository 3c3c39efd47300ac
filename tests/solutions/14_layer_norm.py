"""Right and wrong: layer normalization."""
import numpy as np


def right_vectorised(gamma, beta, x):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + beta


def right_loop(gamma, beta, x):
    out = np.zeros(x.shape)
    d = len(x)
    for t in range(x.shape[1]):
        mean = sum(x[:, t]) / d
        variance = sum((v - mean) ** 2 for v in x[:, t]) / d
        for k in range(d):
            out[k, t] = gamma[k, 0] * (x[k, t] - mean) \
                / (variance + 1e-5) ** 0.5 + beta[k, 0]
    return out


def right_einsum(scale, shift, x):
    centred = x - np.einsum("dt->t", x) / len(x)
    size = np.einsum("dt,dt->t", centred, centred) / len(x)
    return scale * centred * (size + 0.00001) ** -0.5 + shift


def right_float32(gamma, beta, x):
    x = x.astype(np.float32)
    mu = np.mean(x, axis=0, keepdims=True)
    sd = np.sqrt(np.mean(np.square(x - mu), axis=0) + np.float32(1e-5))
    return np.float32(gamma) * ((x - mu) / sd) + np.float32(beta)


def forgot_ε(gamma, beta, x):
    return gamma * (x - x.mean(0)) / x.std(0) + beta


def normalised_the_rows(gamma, beta, x):
    mu = x.mean(axis=1, keepdims=True)
    variance = x.var(axis=1, keepdims=True)
    return gamma * (x - mu) / np.sqrt(variance + 1e-5) + beta


def did_not_take_the_mean_off(gamma, beta, x):
    return gamma * x / np.sqrt(x.var(0) + 1e-5) + beta


def forgot_the_root(gamma, beta, x):
    return gamma * (x - x.mean(0)) / (x.var(0) + 1e-5) + beta


def forgot_gamma(gamma, beta, x):
    return (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + beta


def forgot_beta(gamma, beta, x):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)


def divided_by_d_1_in_the_variance(gamma, beta, x):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0, ddof=1) + 1e-5) + beta


def put_ε_outside_of_the_root(gamma, beta, x):
    return gamma * (x - x.mean(0)) / (x.std(0) + 1e-5) + beta


def normalised_everything_together(gamma, beta, x):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + 1e-5) + beta


def other_beta_inside(gamma, beta, x):
    return gamma * ((x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + beta)
