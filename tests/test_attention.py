"""Attention and the transformer block, against torch, algebra and slopes."""
import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch_oracle import grad, tensor

from rnnkit import by_hand, gradcheck
from rnnkit.cells import attention, causal, transformer
from rnnkit.cells.activations import relu
from rnnkit.train import tree

RNG = np.random.default_rng(14)
SIZES = [(1, 1, 1, 1), (3, 2, 4, 5), (4, 1, 1, 3), (2, 3, 2, 1), (6, 2, 3, 7)]
CLOSE = 1e-9


def normal(*shape):
    return RNG.normal(size=shape)


def close(ours, theirs):
    theirs = getattr(theirs, "detach", lambda: theirs)()
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=0, atol=CLOSE)


def one_head(d, n, m):
    return attention.Params(normal(n, d), normal(n, d), normal(m, d))


def many(heads, d, n, m):
    return attention.Heads(normal(heads, n, d), normal(heads, n, d),
                           normal(heads, m, d), normal(heads, d, m))


def masks(T):
    some = RNG.random((T, T)) < 0.6
    np.fill_diagonal(some, True)        # torch gives NaN to an empty row
    return None, attention.causal(T), some


def torch_attention(q, k, v, mask):
    """torch's own attention, on our columns."""
    mask = None if mask is None else torch.tensor(mask)
    return F.scaled_dot_product_attention(q.mT, k.mT, v.mT, mask).mT


# -- against torch ----------------------------------------------------------

@pytest.mark.parametrize("d, n, m, T", SIZES)
def test_one_head_is_torch(d, n, m, T):
    for mask in masks(T):
        params, x, dx_new = one_head(d, n, m), normal(d, T), normal(m, T)
        step = attention.step(params, x, mask)
        dparams, dx = attention.step_back(params, step, dx_new)
        W, tx = [tensor(each) for each in params], tensor(x)
        found = torch_attention(W[0] @ tx, W[1] @ tx, W[2] @ tx, mask)
        found.backward(torch.tensor(dx_new))
        close(step.x_new, found)
        for ours, theirs in zip((*dparams, dx), (*W, tx), strict=True):
            assert ours.shape == theirs.shape
            close(ours, grad(theirs))


@pytest.mark.parametrize("heads, T, B", [(1, 1, 1), (2, 5, 3), (4, 1, 2),
                                         (3, 6, 1)])
def test_heads_are_torch(heads, T, B):
    d, n, m = 5, 2, 3
    lengths = RNG.integers(1, T + 1, B)
    real = attention.padding(lengths, T)
    for mask in (*masks(T), real, real & attention.causal(T)):
        params, x, dx_new = many(heads, d, n, m), normal(B, d, T), \
            normal(B, d, T)
        step = attention.heads(params, x, mask)
        dparams, dx = attention.heads_back(params, step, dx_new)
        W, tx = [tensor(each) for each in params], tensor(x)
        wide = mask if mask is None or mask.ndim == 2 else mask[:, None]
        each = tx[:, None]
        found = (W[3] @ torch_attention(W[0] @ each, W[1] @ each,
                                        W[2] @ each, wide)).sum(1)
        found.backward(torch.tensor(dx_new))
        close(step.x_new, found)
        for ours, theirs in zip((*dparams, dx), (*W, tx), strict=True):
            assert ours.shape == theirs.shape
            close(ours, grad(theirs))


def test_several_heads_are_torchs_multihead():
    heads, d, T = 3, 6, 4
    params, x = many(heads, d, 2, 2), normal(d, T)
    theirs = torch.nn.MultiheadAttention(d, heads, bias=False,
                                         dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.tensor(np.concatenate(
            [W.reshape(d, d) for W in params[:3]])))
        theirs.out_proj.weight.copy_(torch.tensor(
            np.concatenate(params.W_O, axis=1)))
    tx = torch.tensor(x.T)
    found, seen = theirs(tx, tx, tx, average_attn_weights=False)
    step = attention.heads(params, x)
    close(step.x_new, found.mT)
    close(step.look.a, seen)


def torch_block(p, x, mask, phi):
    d = x.shape[-2]

    def norm(gamma, beta, z):
        return F.layer_norm(z.mT, (d,), gamma[:, 0], beta[:, 0]).mT
    n = norm(p.gamma_1, p.beta_1, x)[..., None, :, :]
    if mask is not None and mask.ndim > 2:
        mask = mask[:, None]
    y = x + (p.W_O @ torch_attention(p.W_Q @ n, p.W_K @ n, p.W_V @ n,
                                     mask)).sum(-3)
    n = norm(p.gamma_2, p.beta_2, y)
    return y + p.W_2 @ phi(p.W_1 @ n + p.b_1) + p.b_2


def random_block(heads, d, n, units):
    drawn = transformer.Params(
        *many(heads, d, n, n), *(normal(d, 1) for _ in range(4)),
        normal(units, d), normal(units, 1), normal(d, units), normal(d, 1))
    return drawn


@pytest.mark.parametrize("shape, heads, units", [
    ((1, 1), 1, 1), ((4, 5), 2, 6), ((3, 6, 4), 3, 1), ((1, 4, 1), 2, 5),
    ((2, 1, 3), 1, 2)])
@pytest.mark.parametrize("phi, theirs", [(relu, torch.relu),
                                         (np.tanh, torch.tanh)])
def test_a_block_is_torch(shape, heads, units, phi, theirs):
    d, T = shape[-2:]
    some = [*masks(T)]
    if len(shape) > 2:
        lengths = RNG.integers(1, T + 1, shape[0])
        some.append(attention.padding(lengths, T) & attention.causal(T))
    for mask in some:
        params, x, dx_new = random_block(heads, d, 2, units), \
            normal(*shape), normal(*shape)
        block = transformer.block(params, x, mask, phi)
        dparams, dx = transformer.block_back(params, block, dx_new, phi)
        p, tx = transformer.Params(*map(tensor, params)), tensor(x)
        found = torch_block(p, tx, mask, theirs)
        found.backward(torch.tensor(dx_new))
        close(block.x_new, found)
        for name, ours, leaf in zip((*params._fields, "x"), (*dparams, dx),
                                    (*p, tx), strict=True):
            assert ours.shape == leaf.shape, name
            close(ours, grad(leaf))


def test_a_block_is_torchs_encoder_layer():
    d, heads, units, T = 6, 2, 8, 5
    layer = torch.nn.TransformerEncoderLayer(
        d, heads, units, dropout=0, norm_first=True, batch_first=True,
        dtype=torch.float64)
    p, x = random_block(heads, d, 3, units), normal(d, T)
    attend = layer.self_attn
    with torch.no_grad():
        for its, mine in (
                (attend.in_proj_weight, np.concatenate(
                    [W.reshape(d, d) for W in p[:3]])),
                (attend.in_proj_bias, np.zeros(3 * d)),
                (attend.out_proj.weight, np.concatenate(p.W_O, axis=1)),
                (attend.out_proj.bias, np.zeros(d)),
                (layer.norm1.weight, p.gamma_1), (layer.norm1.bias, p.beta_1),
                (layer.norm2.weight, p.gamma_2), (layer.norm2.bias, p.beta_2),
                (layer.linear1.weight, p.W_1), (layer.linear1.bias, p.b_1),
                (layer.linear2.weight, p.W_2), (layer.linear2.bias, p.b_2)):
            its.copy_(torch.tensor(mine.reshape(its.shape)))
    hidden = torch.tensor(~attention.causal(T))
    found = layer(torch.tensor(x.T)[None], src_mask=hidden)[0].mT
    close(transformer.block(p, x, attention.causal(T)).x_new, found)


# -- algebra, and slopes without a formula ----------------------------------

def test_gradients_of_a_block_are_its_slopes():
    params, x, up = random_block(2, 4, 2, 3), normal(4, 3), normal(4, 3)
    mask = attention.causal(3)
    mask[1] = False                     # a row that looks at nothing

    def loss(params):
        return np.sum(up * transformer.block(params, x, mask,
                                             np.tanh).x_new)
    block = transformer.block(params, x, mask, np.tanh)
    dparams, _ = transformer.block_back(params, block, up, np.tanh)
    assert gradcheck(loss, params, dparams).ok
    wrong = dparams._replace(W_K=dparams.W_K * 1.01)
    assert not gradcheck(loss, params, wrong).ok


def test_a_row_that_looks_nowhere_is_zero_and_sends_nothing_back():
    params, x = many(2, 3, 2, 2), normal(2, 3, 4)
    mask = attention.padding([0, 3], 4) & attention.causal(4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        step = attention.heads(params, x, mask)
        dparams, dx = attention.heads_back(params, step, normal(2, 3, 4))
    assert not step.look.a[0].any() and not step.x_new[0].any()
    assert not dx[0].any() and dx[1].any()
    assert all(np.isfinite(d).all() for d in (*dparams, dx))


def test_rows_of_weights_sum_to_one_and_huge_scores_do_not_overflow():
    s = 1e5 * normal(3, 4)
    for mask in (None, np.eye(3, 4, dtype=bool)):
        close(attention.weights(s, mask).sum(axis=-1), np.ones(3))
    low = np.array([[-2e5, 3e5]])
    close(attention.weights(low, np.array([[True, False]])), [[1.0, 0.0]])


def test_shuffled_tokens_give_the_shuffled_result_until_positions_are_added():
    params, x = transformer.draw(8, 2, 16, RNG), normal(8, 5)
    order = np.array([3, 0, 4, 1, 2])
    plain = transformer.block(params, x).x_new
    close(transformer.block(params, x[:, order]).x_new, plain[:, order])
    P = transformer.positions(8, 5)
    placed = transformer.block(params, x + P).x_new
    moved = transformer.block(params, x[:, order] + P).x_new
    assert np.abs(moved - placed[:, order]).max() > 0.01


def test_a_causal_token_does_not_hear_what_comes_later():
    params, x = transformer.draw(8, 2, 16, RNG), normal(8, 6)
    before = transformer.block(params, x, attention.causal(6)).x_new
    x[:, 4:] += 1
    after = transformer.block(params, x, attention.causal(6)).x_new
    assert np.array_equal(before[:, :4], after[:, :4])
    assert not np.allclose(before[:, 4:], after[:, 4:])


def test_texts_side_by_side_are_texts_alone():
    params, x, up = random_block(2, 4, 2, 3), normal(3, 4, 5), normal(3, 4, 5)
    whole = transformer.block(params, x)
    dparams, dx = transformer.block_back(params, whole, up)
    total = [0] * len(params)
    for b in range(3):
        alone = transformer.block(params, x[b])
        each, dx_b = transformer.block_back(params, alone, up[b])
        close(alone.x_new, whole.x_new[b])
        close(dx_b, dx[b])
        total = [t + d for t, d in zip(total, each)]
    for ours, theirs in zip(dparams, total):
        close(ours, theirs)


def test_a_norm_has_mean_0_and_variance_1():
    found = transformer.norm(np.ones((50, 1)), np.zeros((50, 1)),
                             3 + 7 * normal(50, 4)).x_new
    close(found.mean(axis=0), np.zeros(4))
    assert np.abs(found.var(axis=0) - 1).max() < 1e-5


def test_positions_are_the_waves_of_the_paper():
    P = transformer.positions(4, 3)
    assert P.shape == (4, 3)
    close(P[:, 0], [0, 1, 0, 1])
    close(P[:, 2], [np.sin(2), np.cos(2), np.sin(0.02), np.cos(0.02)])


def test_attention_on_paper_can_be_read_and_asked():
    q, k = np.array([[1], [0]]), np.array([[0, 1], [1, 0]])
    page = by_hand(attention.attend_rounded, q, k, np.array([[4, 8]]))
    assert page.lines == ["s", "e", "Z", "a", "x_new"]
    assert np.array_equal(page["a"], [[0.25, 0.75]])
    assert np.array_equal(page["x_new"], [[7]])
    assert page.arithmetic("s[0, 1]").text()


def test_the_record_swept_back_is_the_step_back():
    params, x = one_head(3, 2, 2), normal(3, 4)
    page = by_hand(attention.step, params, x)
    step = attention.step(params, x)
    dparams, dx = attention.step_back(params, step, np.ones((2, 4)))
    found = page.gradient("x_new")
    for name, ours in (*dparams._asdict().items(), ("x", dx)):
        close(found[name], ours)


# -- what is refused --------------------------------------------------------

ONE = np.ones((2, 3))


@pytest.mark.parametrize("call, words", [
    (lambda: attention.step(one_head(3, 2, 2), np.ones((4, 5))),
     "W_Q is .2, 3. but x is .4, 5.: W_Q needs one column per input"),
    (lambda: attention.attend(ONE, np.ones((3, 3)), ONE), "k is|q is"),
    (lambda: attention.attend(ONE, ONE, np.ones((2, 4))), "v is .2, 4."),
    (lambda: attention.attend(ONE, ONE, ONE, scale=0), "scale is 0: a posi"),
    (lambda: attention.attend(ONE, ONE, ONE, np.ones((3, 3))),
     "mask holds numbers"),
    (lambda: attention.attend(ONE, ONE, ONE, np.ones((2, 3), bool)),
     "mask is .2, 3. but s is .3, 3."),
    (lambda: attention.attend(ONE, ONE, ONE, np.ones((7, 3, 3), bool)),
     "mask is .7, 3, 3. but s is .3, 3."),
    (lambda: attention.attend_rounded(ONE, -9 * ONE, ONE), "rounds to 0"),
    (lambda: attention.attend_back(attention.attend(ONE, ONE, ONE),
                                   np.ones((2, 2))), "dx_new"),
    (lambda: attention.heads(one_head(3, 2, 2) + (ONE,), ONE), "W_V|heads|x"),
    (lambda: attention.heads(many(2, 3, 2, 2)._replace(
        W_O=normal(2, 3, 5)), np.ones((3, 4))), "W_O is .2, 3, 5.*.3, 2."),
    (lambda: attention.causal(0), "T is 0: a whole number"),
    (lambda: attention.padding([5], 4), "0 to T = 4"),
    (lambda: attention.padding([1.5], 4), "whole numbers"),
    (lambda: transformer.norm(np.ones((2, 1)), np.ones((2, 1)),
                              np.ones((3, 1))), "x is .3, 1."),
    (lambda: transformer.positions(0, 3), "d is 0"),
    (lambda: transformer.draw(6, 4, 8, RNG), "d is 6 and heads is 4"),
    (lambda: transformer.forward(np.ones((4, 2)), np.ones((4, 1)),
                                 np.ones((2, 3)), np.ones((2, 1)),
                                 np.ones((2, 5))), "W_2 is .2, 3."),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# -- the small language model -----------------------------------------------

def test_learning_a_model_is_torch():
    V, N, B, T = 5, 6, 3, 4
    params = causal.start(V, 4, N, heads=2, blocks=2, seed=1, dtype=float)
    tokens, y = RNG.integers(0, V, size=(2, B, T))
    tokens[0, :2] = 1                   # the same token twice
    loss, found = causal.learn(params, tokens, y)
    E, P, gamma, beta, W, b = leaves = [tensor(each) for each in (
        params.E, params.P, params.gamma, params.beta, *params.out)]
    blocks = [transformer.Params(*map(tensor, each))
              for each in params.blocks]
    x = E[:, torch.tensor(tokens)].moveaxis(0, 1) + P[:, :T]
    for each in blocks:
        x = torch_block(each, x, attention.causal(T), torch.relu)
    h = F.layer_norm(x.mT, (4,), gamma[:, 0], beta[:, 0]).mT
    theirs = F.cross_entropy(W @ h + b, torch.tensor(y))
    theirs.backward()
    close(loss, theirs)
    ours = (found.E, found.P, found.gamma, found.beta, *found.out)
    for mine, leaf in zip(
            (*ours, *found.blocks[0], *found.blocks[1]),
            (*leaves, *blocks[0], *blocks[1]), strict=True):
        close(mine, grad(leaf))


def test_a_model_learns_to_count_and_cannot_see_the_answer():
    text = np.arange(60) % 4
    params = causal.start(4, 8, 8, heads=2, blocks=1)
    start, _ = causal.learn(params, text[None, :8], text[None, 1:9])
    for _ in range(60):
        loss, d = causal.learn(params, text[None, :8], text[None, 1:9])
        params = tree.apply(lambda w, g: w - np.float32(0.1) * g, params, d)
    assert loss < 0.1 < 1 < start
    assert params.E.dtype == np.float32
    before = causal.forward(params, text[None, :8]).z
    after = causal.forward(params, text[None, [0, 1, 2, 3, 0, 0, 0, 0]]).z
    assert np.allclose(before[..., :4], after[..., :4], atol=1e-5)


@pytest.mark.parametrize("tokens, words", [
    ([[0.5]], "whole numbers"), ([0, 1], "whole numbers"),
    (np.zeros((1, 0), int), "at least one"), ([[0] * 7], "P has 6 places"),
    ([[5]], "vocabulary has 5"), ([[-1]], "vocabulary has 5")])
def test_a_model_refuses_what_is_no_text(tokens, words):
    params = causal.start(5, 4, 6, heads=2)
    with pytest.raises(ValueError, match=words):
        causal.forward(params, tokens)


def test_one_token_is_a_text():
    params = causal.start(5, 4, 6, heads=2)
    assert causal.forward(params, [[3]]).z.shape == (1, 5, 1)
