"""Convolution, pooling and their transposes against PyTorch; the losses."""
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit.cells import conv, overlap, pool, readout, sliding
from rnnkit.cells.activations import softmax
from rnnkit.gradients import gradcheck

CLOSE = dict(rtol=1e-9, atol=1e-9)
TORCH = {(1, "conv"): F.conv1d, (2, "conv"): F.conv2d,
         (1, "back"): F.conv_transpose1d, (2, "back"): F.conv_transpose2d,
         (1, "pool"): F.max_pool1d, (2, "pool"): F.max_pool2d}


@st.composite
def layers(draw):
    """Sizes of a layer, each of them 1 at times."""
    axes = draw(st.sampled_from([1, 2]))

    def some(low, high):
        return tuple(draw(st.integers(low, high)) for _ in range(axes))
    kernel, dilation, padding = some(1, 4), some(1, 3), some(0, 2)
    least = [max(1, d * (k - 1) + 1 - 2 * p)
             for k, d, p in zip(kernel, dilation, padding)]
    size = tuple(n + draw(st.integers(0, 5)) for n in least)
    B, C, M = (draw(st.integers(1, 3)) for _ in range(3))
    rng = np.random.default_rng(draw(st.integers(0, 10 ** 6)))
    options = dict(stride=some(1, 3), padding=padding, dilation=dilation)
    return axes, (B, C, M), size, kernel, options, rng


def tensors(*arrays):
    return [torch.tensor(a, requires_grad=True) for a in arrays]


def same(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a.reshape(-1), b.numpy().reshape(-1),
                                   **CLOSE)


@settings(max_examples=120, deadline=None)
@given(layers())
def test_convolution_is_that_of_torch(layer):
    axes, (B, C, M), size, kernel, options, rng = layer
    x, W, b = (rng.normal(size=s) for s in (
        (B, C, *size), (M, C, *kernel), (M, 1)))
    params = conv.Params(W, b)
    y = conv.convolve(params, x, **options)
    tx, tW, tb = tensors(x, W, b[:, 0])
    ty = TORCH[axes, "conv"](tx, tW, tb, **options)
    assert y.shape == ty.shape
    same([y], [ty.detach()])
    dy = rng.normal(size=y.shape)
    ty.backward(torch.tensor(dy))
    grads, dx = conv.convolve_back(params, x, dy, **options)
    assert [g.shape for g in grads] == [W.shape, b.shape]
    same([*grads, dx], [tW.grad, tb.grad, tx.grad])


@settings(max_examples=120, deadline=None)
@given(layers())
def test_transposed_convolution_is_that_of_torch(layer):
    axes, (B, C, M), size, kernel, options, rng = layer
    out = sliding.window(size, kernel, **options).out
    x, W, b = (rng.normal(size=s) for s in (
        (B, M, *out), (M, C, *kernel), (C, 1)))
    params, tensor = conv.Params(W, b), tensors(x, W, b[:, 0])
    least = [(o - 1) * s + d * (k - 1) + 1 - 2 * p for o, k, s, p, d in
             zip(out, kernel, *options.values())]
    extra = tuple(n - m for n, m in zip(size, least))
    ours = dict(options, size=size)
    if min(least) < 1:
        with pytest.raises(ValueError, match="cuts everything off"):
            conv.transposed(params, x, **ours)
        return
    y = conv.transposed(params, x, **ours)
    assert y.shape == (B, C, *size)
    # PyTorch refuses an extra as large as the stride; it cannot be here.
    ty = TORCH[axes, "back"](*tensor, output_padding=extra, **options)
    same([y], [ty.detach()])
    dy = rng.normal(size=y.shape)
    ty.backward(torch.tensor(dy))
    grads, dx = conv.transposed_back(params, x, dy, **ours)
    same([dx, *grads], [t.grad for t in tensor])


@settings(max_examples=60, deadline=None)
@given(layers())
def test_the_transpose_is_the_transpose(layer):
    """⟨W ∗ x, y⟩ = ⟨x, W ∗ᵀ y⟩, for the very same W."""
    _, (B, C, M), size, kernel, options, rng = layer
    out = sliding.window(size, kernel, **options).out
    x, y = rng.normal(size=(B, C, *size)), rng.normal(size=(B, M, *out))
    W = rng.normal(size=(M, C, *kernel))
    try:
        back = conv.transposed(conv.Params(W, np.zeros((C, 1))), y,
                               size=size, **options)
    except ValueError:
        return
    there = conv.convolve(conv.Params(W, np.zeros((M, 1))), x, **options)
    assert np.sum(there * y) == pytest.approx(np.sum(x * back), abs=1e-9)


@settings(max_examples=120, deadline=None)
@given(layers())
def test_max_pooling_is_that_of_torch(layer):
    axes, (B, C, _), size, kernel, options, rng = layer
    padding = tuple(min(p, k // 2)
                    for p, k in zip(options["padding"], kernel))
    options = dict(options, padding=padding)
    # Few values, so that equal ones compete.
    x = rng.integers(-3, 4, size=(B, C, *size)).astype(float)
    wide = [d * (k - 1) + 1 for d, k in zip(options["dilation"], kernel)]
    if any(n + 2 * p < w for n, p, w in zip(size, padding, wide)):
        with pytest.raises(ValueError, match="larger than the input"):
            pool.max_pool(x, kernel, **options)
        return
    tx, = tensors(x)
    ty, where = TORCH[axes, "pool"](tx, kernel, return_indices=True,
                                    **options)
    if torch.isinf(ty).any():
        with pytest.raises(ValueError, match="nothing but padding"):
            pool.max_pool(x, kernel, **options)
        return
    y, places = pool.max_pool(x, kernel, **options)
    same([y, places], [ty.detach(), where])
    dy = rng.normal(size=y.shape)
    ty.backward(torch.tensor(dy))
    same([pool.max_pool_back(x, places, dy)], [tx.grad])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 2), st.integers(1, 3), st.integers(1, 4),
       st.integers(0, 10 ** 6))
def test_unpooling_is_that_of_torch(axes, factor, side, seed):
    rng = np.random.default_rng(seed)
    size = (side * factor,) * axes
    x = rng.normal(size=(2, 3, *size))
    y, places = pool.max_pool(x, factor)
    unpool = (F.max_unpool1d, F.max_unpool2d)[axes - 1]
    ty, = tensors(y)
    up = unpool(ty, torch.tensor(places), factor, output_size=list(size))
    same([pool.max_unpool(y, places, size)], [up.detach()])
    upstream = rng.normal(size=x.shape)
    up.backward(torch.tensor(upstream))
    same([pool.max_unpool_back(places, upstream)], [ty.grad])
    tx, = tensors(x)
    up = F.interpolate(tx, scale_factor=factor, mode="nearest")
    same([pool.nearest(x, factor)], [up.detach()])
    dy = rng.normal(size=up.shape)
    up.backward(torch.tensor(dy))
    same([pool.nearest_back(dy, factor)], [tx.grad])


def test_bed_of_nails_and_its_gradient_are_transposes():
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 3, 2, 4)), rng.normal(size=(2, 3, 4, 12))
    y = pool.bed_of_nails(x, (2, 3))
    assert y.shape == dy.shape and np.count_nonzero(y) == x.size
    assert np.array_equal(y[:, :, ::2, ::3], x)
    back = pool.bed_of_nails_back(dy, (2, 3))
    assert np.sum(y * dy) == pytest.approx(np.sum(x * back))


def test_pooling_whole_numbers_and_below_zero():
    x = np.array([[[-5, -3, -9]]])
    assert pool.max_pool(x, 2, padding=1).y.tolist() == [[[-5, -3]]]
    assert pool.max_pool(x * 1.0, 2, padding=1).y.tolist() == [[[-5, -3]]]


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_same_padding_gives_size_over_stride_rounded_up(kernel, stride, size):
    w = sliding.window((size,), (kernel,), stride, "same")
    assert w.out == (-(-size // stride),)
    assert w.after[0] - w.before[0] in (0, 1)


@pytest.mark.parametrize("kernel", [2, 3, 4])
def test_same_padding_is_that_of_torch(kernel):
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(2, 1, 6, 7)), rng.normal(size=(3, 1, kernel, 3))
    y = conv.convolve(conv.Params(W, np.zeros((3, 1))), x, padding="same",
                      dilation=2)
    same([y], [F.conv2d(torch.tensor(x), torch.tensor(W), padding="same",
                        dilation=2)])


def test_a_dense_layer_is_a_convolution():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5))
    W, b = rng.normal(size=(7, 60)), rng.normal(size=(7, 1))
    whole = conv.convolve(conv.from_dense(W, b, (3, 4, 5)), x)
    dense = readout.linear(readout.Params(W, b), x.reshape(2, 60).T)
    np.testing.assert_allclose(whole[:, :, 0, 0].T, dense, **CLOSE)
    with pytest.raises(ValueError, match="W needs 12 columns"):
        conv.from_dense(W, b, (3, 2, 2))


@pytest.mark.parametrize("stride, padding, dilation", [
    (1, 0, 1), (2, 1, 1), (1, 2, 2), (3, 1, 2)])
def test_the_matrix_is_the_convolution(stride, padding, dilation):
    rng = np.random.default_rng(0)
    w, a = rng.normal(size=3), rng.normal(size=9)
    options = stride, padding, dilation
    X = conv.as_matrix(w, 9, *options)
    params = conv.Params(w.reshape(1, 1, 3), np.zeros((1, 1)))
    y = conv.convolve(params, a.reshape(1, 1, 9), *options)
    padded = np.pad(a, padding).reshape(-1, 1)
    np.testing.assert_allclose(conv.by_matrix(X, padded)[:, 0], y[0, 0],
                               **CLOSE)
    back = conv.transposed(params, y, *options, size=9)
    inside = slice(padding, len(padded) - padding)
    np.testing.assert_allclose((X.T @ y[0].T)[inside, 0], back[0, 0],
                               **CLOSE)


def test_the_receptive_field_is_what_a_nudge_reaches():
    kernels, strides, dilations = [3, 2, 3], [1, 2, 1], [1, 1, 2]
    x = np.zeros((1, 1, 40))
    windows_of = list(zip(kernels, strides, dilations))
    shapes, dy = [], x
    for k, s, d in windows_of:
        shapes.append(dy)
        dy = conv.convolve(ones(k), dy, s, 0, d)
    one = np.zeros_like(dy)
    one[0, 0, 3] = 1
    for given_x, (k, s, d) in zip(shapes[::-1], windows_of[::-1]):
        _, one = conv.convolve_back(ones(k), given_x, one, s, 0, d)
    seen = np.flatnonzero(one)
    wide = sliding.receptive_field(kernels, strides, dilations)
    assert seen[-1] - seen[0] + 1 == wide[-1]


def ones(k):
    return conv.Params(np.ones((1, 1, k)), np.zeros((1, 1)))


# -- losses ------------------------------------------------------------------

def targets(rng, K, N):
    return readout.one_hot(rng.integers(0, K, size=N), K)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 4), st.integers(1, 9), st.integers(0, 10 ** 6))
def test_soft_dice_and_its_gradient(K, N, seed):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(K, N)), targets(rng, K, N)
    tz = torch.tensor(z, requires_grad=True)
    p, t = torch.softmax(tz, 0), torch.tensor(y)
    loss = (1 - 2 * (p * t).sum(1) / ((p * p).sum(1) + (t * t).sum(1))).mean()
    loss.backward()
    y_hat = softmax(z)
    assert overlap.soft_dice(y_hat, y) == pytest.approx(loss.item(), abs=1e-9)
    dz = overlap.softmax_back(y_hat, overlap.soft_dice_back(y_hat, y))
    np.testing.assert_allclose(dz, tz.grad.numpy(), **CLOSE)
    assert gradcheck(lambda y_hat: overlap.soft_dice(y_hat, y), y_hat,
                     overlap.soft_dice_back(y_hat, y)).ok


def test_a_wrong_gradient_of_soft_dice_is_found():
    rng = np.random.default_rng(0)
    y_hat, y = softmax(rng.normal(size=(2, 5))), targets(rng, 2, 5)
    wrong = overlap.soft_dice_back(y_hat, y) * 1.01
    assert not gradcheck(lambda y_hat: overlap.soft_dice(y_hat, y), y_hat,
                         wrong).ok


def test_pixelwise_cross_entropy_is_that_of_torch():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(2, 3, 4, 5))
    labels = rng.integers(0, 3, size=(2, 4, 5))
    columns, y = overlap.pixels(z), labels.reshape(-1)
    tz, = tensors(z)
    loss = F.cross_entropy(tz, torch.tensor(labels))
    loss.backward()
    assert readout.loss(columns, y) == pytest.approx(loss.item())
    dz = overlap.pixels_back(readout.loss_back(columns, y), z.shape)
    same([dz], [tz.grad])


def test_dice_of_masks():
    a, b = np.array([1, 1, 0, 0]), np.array([0, 1, 1, 1])
    assert overlap.dice(a, b) == pytest.approx(2 / 5)
    assert overlap.dice(a == 1, a == 1) == 1
    assert overlap.dice(a, 1 - a) == 0
    assert overlap.dice(0 * a, 0 * a) == 1


def test_a_class_that_is_nowhere_counts_as_right():
    y = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert overlap.soft_dice(y, y) == 0
    assert np.all(np.isfinite(overlap.soft_dice_back(y, y)))


# -- what is refused, and how ------------------------------------------------

IMAGE, KERNEL, BIAS = np.ones((1, 2, 4, 4)), np.ones((3, 2, 3, 3)), \
    np.zeros((3, 1))


@pytest.mark.parametrize("x, W, b, options, words", [
    (IMAGE, np.ones((3, 2, 5, 5)), BIAS, {},
     "kernel is 5, over 5 entries .* larger than the input"),
    (IMAGE, KERNEL, BIAS, {"dilation": 2}, "kernel is 3, over 5 entries"),
    (IMAGE, KERNEL, BIAS, {"stride": 0}, "stride is 0: it is at least 1"),
    (IMAGE, KERNEL, BIAS, {"stride": 1.5}, "stride is 1.5: a whole number"),
    (IMAGE, KERNEL, BIAS, {"padding": -1}, "padding is -1: it is at least 0"),
    (IMAGE, KERNEL, BIAS, {"padding": "full"}, "padding is 'full'"),
    (IMAGE, KERNEL, BIAS, {"stride": (1, 1, 1)}, "each of 2 axes"),
    (IMAGE, KERNEL, np.zeros((2, 1)), {}, r"b is \(2, 1\) but the bias is"),
    (IMAGE, np.ones((3, 1, 3, 3)), BIAS, {}, "W needs 2 in its second"),
    (np.ones((4, 4)), KERNEL, BIAS, {}, r"x is \(4, 4\): it needs"),
    (IMAGE * np.nan, KERNEL, BIAS, {}, r"x\[0, 0, 0, 0\] is nan"),
    (np.ones((0, 2, 4, 4)), KERNEL, BIAS, {}, "empty"),
])
def test_a_convolution_says_what_is_wrong(x, W, b, options, words):
    with pytest.raises(ValueError, match=words):
        conv.convolve(conv.Params(W, b), x, **options)


def test_the_others_say_what_is_wrong():
    params = conv.Params(KERNEL, BIAS)
    y, places = pool.max_pool(IMAGE, 2)
    with pytest.raises(ValueError, match="dy is .* but y is"):
        conv.convolve_back(params, IMAGE, np.ones((1, 3, 4, 4)))
    with pytest.raises(ValueError, match="the transpose needs 2 in the first"):
        conv.transposed(params, IMAGE)
    with pytest.raises(ValueError, match=r"from \(4, 4\) to \(5, 5\)"):
        conv.transposed(conv.Params(np.ones((2, 1, 2, 2)), np.ones((1, 1))),
                        y, stride=2, size=6)
    with pytest.raises(ValueError, match="at most half of the kernel"):
        pool.max_pool(IMAGE, 2, padding=2)
    with pytest.raises(ValueError, match="larger than the input"):
        pool.max_pool(IMAGE, 5)
    with pytest.raises(ValueError, match="size is .2, 2.: places run"):
        pool.max_unpool(y, places, (2, 2))
    with pytest.raises(ValueError, match="places is .* but x is"):
        pool.max_unpool(y, places[..., :1], (4, 4))
    with pytest.raises(ValueError, match="multiple of the factor"):
        pool.nearest_back(IMAGE, 3)
    with pytest.raises(ValueError, match="factor is 0"):
        pool.nearest(IMAGE, 0)
    with pytest.raises(ValueError, match="every entry is 0 or 1"):
        overlap.dice(IMAGE[0, 0], 2 * IMAGE[0, 0])
    with pytest.raises(ValueError, match="same shape"):
        overlap.soft_dice(np.ones((2, 3)), np.ones((2, 4)))
    with pytest.raises(ValueError, match="one column per pixel"):
        overlap.pixels_back(np.ones((2, 3)), (1, 2, 2, 2))
