"""Right and wrong: a neural language model's window."""
import numpy as np


def right_vectorised(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row] for row in words])
    return np.tanh(W_hc @ c + b_h)


def right_loop(E, W_hc, b_h, words):
    K, B = words.shape
    h = np.zeros((len(b_h), B))
    for n in range(B):
        c = []
        for k in range(K):
            c += list(E[:, words[k, n]])
        h[:, n] = np.tanh(W_hc @ np.array(c) + b_h[:, 0])
    return h


def right_one_hot(E, W, b, words):
    x = (np.arange(E.shape[1])[:, None, None] == words).astype(float)
    c = np.einsum("mv,vkb->kmb", E, x)
    return np.tanh(W @ c.reshape(-1, words.shape[1]) + b)


def right_float32(E, W, b, words):
    E, W, b = np.float32(E), np.float32(W), np.float32(b)
    M, total = len(E), b
    for k, row in enumerate(words):
        total = total + W[:, k * M:(k + 1) * M] @ E[:, row]
    return np.tanh(total)


def forgot_the_bias(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row] for row in words])
    return np.tanh(W_hc @ c)


def forgot_tanh(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row] for row in words])
    return W_hc @ c + b_h


def put_the_newest_word_on_top(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row] for row in reversed(words)])
    return np.tanh(W_hc @ c + b_h)


def used_the_rows_of_e(E, W_hc, b_h, words):
    c = np.concatenate([E[row].T for row in words])
    return np.tanh(W_hc @ c + b_h)


def used_the_first_word_in_all_places(E, W_hc, b_h, words):
    c = np.concatenate([E[:, words[0]] for k in range(len(words))])
    return np.tanh(W_hc @ c + b_h)


def counted_the_words_from_1(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row - 1] for row in words])
    return np.tanh(W_hc @ c + b_h)


def put_relu_in_the_place_of_tanh(E, W_hc, b_h, words):
    c = np.concatenate([E[:, row] for row in words])
    a = W_hc @ c + b_h
    return np.where(a > 0, a, 0)


def forgot_tanh__2(E, W_hc, b_h, words):
    h, M = b_h, len(E)
    for k in range(len(words)):
        h = h + W_hc[:, M * k:M * k + M] @ E[:, words[k]]
    return h


def other_mean_of_the_words(E, W_hc, b_h, words):
    e = np.mean([E[:, row] for row in words], axis=0)
    return np.tanh(W_hc @ np.concatenate([e] * len(words)) + b_h)
