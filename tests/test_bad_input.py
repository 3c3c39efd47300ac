"""Unusual input of chapters 07, 14 and 15: a right result, or a clear
message; never a NaN and never a warning."""
import warnings

import numpy as np
import pytest

from rnnkit import ngram
from rnnkit.cells import attention, causal, conv, pool, sliding, transformer
from rnnkit.train import (Streams, TextError, Vocabulary, evaluate, pieces,
                          start, window)

WORDS = Vocabulary.of_words("the cat sat .", unknown="<unk>")
IMAGE = np.arange(16.0).reshape(1, 1, 4, 4)


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def models():
    """Return {name: bits or loss of a text}, of every kind of model."""
    return {
        "ngram": lambda x: ngram.bits(ngram.ensemble(
            [[0, 1, 2]], 3, range(WORDS.size), 1.0), x.tolist()),
        "window": lambda x: window.window_bits(
            window.start_window(WORDS.size, 1, 3, 4), x),
        **{kind: lambda x, kind=kind: evaluate(
            start(kind, WORDS, hidden=4), Streams(x, 1, 2))
           for kind in ("rnn", "lstm", "gru")},
        "attention": lambda x: pieces.causal_bits(
            causal.start(WORDS.size, 4, 2, heads=2, blocks=1), x)}


def filters(side):
    return conv.Params(np.ones((1, 1, side, side)), np.zeros((1, 1)))


# -- texts -------------------------------------------------------------------

@pytest.mark.parametrize("name", models())
def test_all_tokens_unknown_is_a_text_like_others(name):
    x = WORDS.encode("never heard of any of these words")
    assert set(x) == {0} and np.isfinite(models()[name](x))


@pytest.mark.parametrize("name", models())
def test_a_sentence_longer_than_any_seen_is_judged(name):
    x = WORDS.encode("the cat sat . " * 50)
    assert 0 < models()[name](x) < 10


@pytest.mark.parametrize("name", models())
@pytest.mark.parametrize("text, count", [("", 0), ("cat", 1)])
def test_an_empty_document_and_one_word(name, text, count):
    x = WORDS.encode(text)
    assert x.shape == (count,)
    if name == "ngram" and count:           # its context is the start
        assert np.isfinite(models()[name](x))
        return
    with pytest.raises(ValueError, match="empty|has . tokens|or more"):
        models()[name](x)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_vocabulary_comes_from_an_empty_document(text):
    with pytest.raises(TextError, match="is empty"):
        Vocabulary.of_words(text)
    assert Vocabulary.of_words("hello").tokens == ("hello",)


def test_a_model_without_an_unknown_says_which_word_it_lacks():
    model = ngram.ensemble([["a", "b"]], 2, "ab", 1.0)
    with pytest.raises(ValueError, match="'zoo' is none of the 2 tokens"):
        ngram.bits(model, ["zoo"])
    p = ngram.probabilities(model, ("zoo", "zebra"))
    assert np.allclose(p, ngram.probabilities(model.upto(1)))


def test_attention_writes_only_after_a_prompt():
    model = causal.start(WORDS.size, 4, 2, heads=2, blocks=1)
    with pytest.raises(ValueError, match="the prompt is empty"):
        pieces.write_causal(model, WORDS, "", 3)
    with pytest.raises(ValueError, match="P has 2 places: cut the text"):
        causal.forward(model, np.zeros((1, 3), int))


# -- attention ---------------------------------------------------------------

def test_a_row_of_minus_infinity_is_a_row_that_may_look_nowhere():
    s = np.array([[0.0, -np.inf], [-np.inf, -np.inf]])
    mask = np.isfinite(s)
    assert attention.weights(s).tolist() == [[1, 0], [0, 0]]
    assert np.array_equal(attention.weights(np.zeros((2, 2)), mask),
                          attention.weights(s))


def test_an_empty_text_in_a_batch_goes_through_a_block_and_back():
    rng = np.random.default_rng(0)
    params, x = transformer.draw(4, 2, 8, rng), rng.normal(size=(2, 4, 3))
    mask = attention.padding([3, 0], 3) & attention.causal(3)
    block = transformer.block(params, x, mask)
    grads, dx = transformer.block_back(params, block, np.ones_like(x))
    assert block.heads.look.a[1].max() == 0
    for each in (*grads, dx, block.x_new):
        assert np.isfinite(each).all()


# -- windows -----------------------------------------------------------------

@pytest.mark.parametrize("call", [
    lambda: conv.convolve(filters(5), IMAGE),
    lambda: conv.convolve_back(filters(5), IMAGE, IMAGE),
    lambda: pool.max_pool(IMAGE, 5),
    lambda: conv.as_matrix([1, 2, 3], 2)])
def test_a_kernel_larger_than_the_image_is_refused(call):
    with pytest.raises(ValueError, match="kernel is larger than the input"):
        call()


@pytest.mark.parametrize("call", [
    lambda: conv.convolve(filters(2), IMAGE, stride=0),
    lambda: conv.convolve_back(filters(2), IMAGE, IMAGE, stride=0),
    lambda: conv.transposed(filters(2), IMAGE, stride=0),
    lambda: conv.transposed_back(filters(2), IMAGE, IMAGE, stride=0),
    lambda: pool.max_pool(IMAGE, 2, stride=0),
    lambda: conv.as_matrix([1, 2], 4, stride=0),
    lambda: sliding.receptive_field([3, 3], strides=[0, 1])])
def test_stride_0_is_refused(call):
    with pytest.raises(ValueError, match="stride is 0: it is at least 1"):
        call()


@pytest.mark.parametrize("side", [2, 4, 6, 9])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_padding_of_even_kernels_and_back(side, stride):
    """One more zero at the far end; even for kernels larger than the image.
    By hand: a filter of ones sums up the window."""
    before = max(0, (-(-4 // stride) - 1) * stride + side - 4) // 2
    y = conv.convolve(filters(side), IMAGE, stride, "same")
    assert y.shape == (1, 1, -(-4 // stride), -(-4 // stride))
    for i, j in np.ndindex(y.shape[2:]):
        rows, columns = (slice(max(0, n), max(0, n + side)) for n in (
            i * stride - before, j * stride - before))
        assert y[0, 0, i, j] == IMAGE[0, 0, rows, columns].sum()
    _, dx = conv.convolve_back(filters(side), IMAGE, np.ones_like(y), stride,
                               "same")
    assert np.sum(dx * IMAGE) == pytest.approx(y.sum())


@pytest.mark.parametrize("given, words", [
    (dict(kernels=[3, 0]), "kernel is 0: it is at least 1"),
    (dict(kernels=[3], dilations=[0]), "dilation is 0: it is at least 1"),
    (dict(kernels=[3, 3], strides=[1]), "strides has 1 entry, but there are "
                                        "2 kernels"),
    (dict(kernels=[3], dilations=[1, 2]), "dilations has 2 entries")])
def test_a_receptive_field_says_what_is_wrong(given, words):
    with pytest.raises(ValueError, match=words):
        sliding.receptive_field(**given)
