"""Right and wrong: self-attention with a causal mask."""
import numpy as np


def _softmax(s, axis=1):
    e = np.exp(s - s.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _scores(W_Q, W_K, x):
    return (W_Q @ x).T @ (W_K @ x) / np.sqrt(len(W_Q))


def _later(x):
    return np.triu(np.ones((x.shape[1], x.shape[1])), 1) == 1


def right_vectorised(W_Q, W_K, W_V, x):
    s = np.where(_later(x), -np.inf, _scores(W_Q, W_K, x))
    return W_V @ x @ _softmax(s).T


def right_additive_mask(W_Q, W_K, W_V, x):
    s = _scores(W_Q, W_K, x) - 1e9 * _later(x)
    return (W_V @ x) @ _softmax(s).T


def right_loop(W_Q, W_K, W_V, x):
    columns = []
    for i in range(x.shape[1]):
        q = W_Q @ x[:, i]
        e = [np.exp(q @ (W_K @ x[:, j]) / len(q) ** 0.5)
             for j in range(i + 1)]
        columns.append(sum(e[j] / sum(e) * (W_V @ x[:, j])
                           for j in range(i + 1)))
    return np.stack(columns, axis=1)


def right_einsum_float32(A, B, C, x):
    A, B, C, x = (np.float32(v) for v in (A, B, C, x))
    s = np.einsum("nd,di,nj->ij", A, x, B @ x) * np.float32(len(A) ** -0.5)
    e = np.tril(np.exp(s))
    return np.einsum("md,dj,ij->mi", C, x, e / e.sum(1)[:, None])


def forgot_the_scale(W_Q, W_K, W_V, x):
    s = (W_Q @ x).T @ (W_K @ x)
    return W_V @ x @ _softmax(np.where(_later(x), -np.inf, s)).T


def divided_by_n_in_place_of_its_root(W_Q, W_K, W_V, x):
    s = (W_Q @ x).T @ (W_K @ x) / len(W_Q)
    return W_V @ x @ _softmax(np.where(_later(x), -np.inf, s)).T


def forgot_the_mask(W_Q, W_K, W_V, x):
    return W_V @ x @ _softmax(_scores(W_Q, W_K, x)).T


def hid_the_earlier_tokens_in_place_of_the_later_ones(W_Q, W_K, W_V, x):
    s = np.where(_later(x).T, -np.inf, _scores(W_Q, W_K, x))
    return W_V @ x @ _softmax(s).T


def set_hidden_scores_to_0(W_Q, W_K, W_V, x):
    s = np.tril(_scores(W_Q, W_K, x))
    return W_V @ x @ _softmax(s).T


def hid_the_weights_after_the_softmax(W_Q, W_K, W_V, x):
    a = np.tril(_softmax(_scores(W_Q, W_K, x)))
    return W_V @ x @ a.T


def normalised_the_columns(W_Q, W_K, W_V, x):
    s = np.where(_later(x), -np.inf, _scores(W_Q, W_K, x))
    return W_V @ x @ _softmax(s, axis=0).T


def swapped_queries_and_keys(W_Q, W_K, W_V, x):
    s = np.where(_later(x), -np.inf, _scores(W_K, W_Q, x))
    return W_V @ x @ _softmax(s).T


def took_the_weights_by_their_columns(W_Q, W_K, W_V, x):
    s = np.where(_later(x), -np.inf, _scores(W_Q, W_K, x))
    return W_V @ x @ _softmax(s)


def other_keys_for_values(W_Q, W_K, W_V, x):
    s = np.where(_later(x), -np.inf, _scores(W_Q, W_K, x))
    return W_K @ x @ _softmax(s).T
