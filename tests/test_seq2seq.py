"""Encoder and decoder: torch, differences, algebra, and that they learn."""
import datetime
from functools import partial

import numpy as np
import pytest
import torch

from rnnkit import bptt
from rnnkit.cells import gru, lstm, readout, rnn
from rnnkit.gradients import gradcheck
from rnnkit.ledger import worked
from rnnkit.play import translating
from rnnkit.seq2seq import (dates, encoder_decoder, limits, looking, model,
                            texts, training, writing)
from rnnkit.train import TextError, tree
from rnnkit.train.decoding import brute_force
from test_bptt import CELLS, draw, stacked
from torch_oracle import grads, tensor, tensors

KINDS = looking.KINDS


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def same_tree(ours, theirs):
    for (name, one), (other, two) in zip(tree.leaves(ours),
                                         tree.leaves(theirs), strict=True):
        assert name == other
        close(one, two)


# The slides' encoder and decoder ---------------------------------------------
def torch_layer(name, params):
    """torch's layer of one cell, with our numbers in it."""
    H, D = np.shape(params[0])
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM,
             "gru": torch.nn.GRU}[name](D, H).double()
    with torch.no_grad():
        for each, value in zip(layer.parameters(), stacked(name, params)):
            each.copy_(torch.tensor(value))
    return layer


def same_layer(name, d, layer):
    """Our gradients of a cell are those of torch's layer. Its second bias is
    one of ours only inside the reset of a GRU, at the end."""
    *both, inside = stacked(name, d)
    for ours, theirs in zip(both, layer.parameters()):
        close(ours, theirs.grad.numpy())
    if name == "gru":
        H = len(d.b_nh)
        close(inside[-H:], layer.bias_hh_l0.grad.numpy()[-H:])


def checked(loss, params, gradients):
    """Gradcheck over the leaves of a tree, each under its own name."""
    flat = [{name.replace(".", "_"): leaf for name, leaf in tree.leaves(t)}
            for t in (params, gradients)]
    names = [name for name, _ in tree.leaves(params)]
    return gradcheck(lambda p: loss(tree.filled(params, dict(zip(
        names, p.values())))), *flat).ok


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("T, U, D, H, K, B", [
    (4, 3, 2, 5, 3, 2), (1, 1, 1, 1, 1, 1), (3, 4, 3, 2, 2, 1)])
def test_torch_agrees_on_values_and_all_gradients(name, T, U, D, H, K, B):
    rng, cell = np.random.default_rng(T), CELLS[name]
    params = encoder_decoder.Params(
        draw(cell, D, H, rng), draw(cell, K, H, rng),
        readout.Params(rng.normal(size=(K, H)), rng.normal(size=(K, 1))))
    xs, ys, up = (rng.normal(size=s) for s in (
        (T, D, B), (U, K, B), (U, K, B)))
    run = encoder_decoder.forward(cell, params, xs, ys)
    back = encoder_decoder.backward(cell, params, run, up)
    read, write = (torch_layer(name, p) for p in params[:2])
    out = tensors(params.readout)
    txs, tys = (torch.tensor(v.swapaxes(1, 2).copy(), requires_grad=True)
                for v in (xs, ys))
    _, context = read(txs)
    for each in context if name == "lstm" else (context,):
        each.retain_grad()
    states, _ = write(tys, context)
    zs = states @ out.W_yh.T + out.b_y[:, 0]
    zs.backward(torch.tensor(up.swapaxes(1, 2).copy()))
    close(zs.detach().numpy().swapaxes(1, 2), run.zs)
    close(txs.grad.numpy().swapaxes(1, 2), back.dxs)
    close(tys.grad.numpy().swapaxes(1, 2), back.dys_prev)
    for d, theirs in zip(back.dcontext,
                         context if name == "lstm" else (context,)):
        close(theirs.grad.numpy()[0].T, d)
    same_tree(back.dparams.readout, grads(out))
    for d, layer in zip(back.dparams, (read, write)):
        same_layer(name, d, layer)


@pytest.mark.parametrize("name", CELLS)
def test_the_whole_loss_is_checked_by_differences(name):
    rng, cell = np.random.default_rng(3), CELLS[name]
    params = encoder_decoder.Params(
        draw(cell, 2, 3, rng), draw(cell, 3, 3, rng),
        readout.Params(rng.normal(size=(3, 3)), rng.normal(size=(3, 1))))
    xs, y = rng.normal(size=(3, 2, 2)), np.array([[0, 1], [2, 2]])
    ys = readout.one_hot([[1, 1], [0, 1]], 3)

    def loss(params):
        run = encoder_decoder.forward(cell, params, xs, ys)
        return readout.loss(run.zs, y)
    L, gradients = encoder_decoder.learn(cell, params, xs, ys, y)
    assert np.isclose(L, loss(params))
    assert checked(loss, params, gradients)
    wrong = gradients._replace(encoder=gradients.encoder._replace(**{
        cell.Params._fields[1]: gradients.encoder[1] + 1e-3}))
    assert not checked(loss, params, wrong)


def test_a_mask_hides_what_fills_a_text_up():
    rng = np.random.default_rng(0)
    params = encoder_decoder.Params(draw(lstm, 2, 3, rng),
                                    draw(lstm, 2, 3, rng), readout.Params(
        rng.normal(size=(2, 3)), rng.normal(size=(2, 1))))
    xs, ys = rng.normal(size=(4, 2, 2)), rng.normal(size=(3, 2, 2))
    mask = np.array([[1, 1], [1, 1], [1, 0], [1, 0]])
    whole = encoder_decoder.forward(lstm, params, xs, ys, mask)
    back = encoder_decoder.backward(lstm, params, whole, whole.zs, mask)
    assert not back.dxs[2:, :, 1].any() and back.dxs[2:, :, 0].any()
    for column, T in ((0, 4), (1, 2)):
        alone = encoder_decoder.forward(lstm, params, xs[:T, :, [column]],
                                        ys[:, :, [column]])
        close(whole.zs[:, :, [column]], alone.zs)


# Looking back ----------------------------------------------------------------
def drawn(kind, n, H, rng):
    return looking.Params(*(rng.normal(size=s) for s in (
        (n, H), (n, H), (n, 1)))) if kind == "additive" else ()


@pytest.mark.parametrize("kind", ["dot", "additive"])
@pytest.mark.parametrize("B, H, U, T, n", [(3, 4, 2, 5, 3), (1, 1, 1, 1, 1),
                                           (2, 3, 4, 1, 2)])
def test_looking_back_is_torch(kind, B, H, U, T, n):
    rng = np.random.default_rng(B)
    params = drawn(kind, n, H, rng)
    s, h, up = (rng.normal(size=(B, H, k)) for k in (U, T, U))
    mask = rng.random((B, 1, T)) < .6
    mask[:, :, 0] = True
    found = looking.look(params, s, h, mask)
    gradients, ds, dh = looking.look_back(params, found, up)
    ts, th, tp = tensor(s), tensor(h), [*map(tensor, params)]
    e = ts.mT @ th if kind == "dot" else (tp[2][:, :, None] * torch.tanh(
        (tp[0] @ ts)[..., None] + (tp[1] @ th)[..., None, :])).sum(-3)
    e = e.masked_fill(~torch.tensor(mask), -torch.inf)
    c = th @ torch.softmax(e, -1).mT
    c.backward(torch.tensor(up))
    close(found.c, c.detach())
    close(found.a.sum(axis=-1), 1)
    assert not found.a[~np.broadcast_to(mask, found.a.shape)].any()
    for ours, theirs in zip((ds, dh, *gradients), (ts, th, *tp)):
        close(ours, theirs.grad)


@pytest.mark.parametrize("kind", ["dot", "additive"])
def test_a_row_that_may_read_nothing_reads_nothing(kind):
    rng = np.random.default_rng(0)
    params = drawn(kind, 2, 3, rng)
    s, h = rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 3, 4))
    mask = np.array([[[True] * 4], [[False] * 4]])
    found = looking.look(params, s, h, mask)
    assert not found.a[1].any() and not found.c[1].any()
    close(found.a[0].sum(axis=-1), 1)
    gradients, ds, dh = looking.look_back(params, found, np.ones((2, 3, 2)))
    assert not ds[1].any() and not dh[1].any()
    assert all(np.isfinite(d).all() for d in (*gradients, ds, dh))


def test_looking_back_refuses_what_does_not_fit():
    rng = np.random.default_rng(0)
    params = drawn("additive", 2, 3, rng)
    with pytest.raises(ValueError, match=r"W_s is .2, 3. but h is .4, 5."):
        looking.look(params, np.ones((3, 1)), np.ones((4, 5)))
    with pytest.raises(ValueError, match="s is .3, 1. but h is .4, 5.: h nee"):
        looking.look((), np.ones((3, 1)), np.ones((4, 5)))
    with pytest.raises(ValueError, match="mask"):
        looking.look((), np.ones((3, 1)), np.ones((3, 5)), np.ones((1, 4)) > 0)
    found = looking.look(params, np.ones((3, 1)), np.ones((3, 5)))
    with pytest.raises(ValueError, match="dc is"):
        looking.look_back(params, found, np.ones((3, 2)))


# The model for training ------------------------------------------------------
def small(kind, reads=4, writes=4, hidden=3, seed=0):
    """A task, random params in float64 and a batch of texts of 1 to 4."""
    task = texts.Task(texts.Vocabulary.of_characters("abcd"[:reads]),
                      texts.written("abcd"[:writes - 2]), None, 5)
    rng = np.random.default_rng(seed)
    params = tree.apply(lambda w: rng.normal(size=w.shape), model.start(
        kind, reads, writes, hidden, dtype=np.float64))
    pairs = [("abca", "a"), ("d", "bab"), ("cc", "")]
    return task, params, texts.pack(task, pairs), pairs


def slow(params, batch, column):
    """The scores of one text by encoder_decoder and looking, a column."""
    T, keep = batch.lengths[column], batch.keep[:, column]
    xs = readout.one_hot(batch.x[:T, [column]], params.encoder[0].shape[1])
    ys = readout.one_hot(batch.y_prev[keep][:, [column]],
                         params.decoder[0].shape[1])
    encoder = bptt.forward(gru, params.encoder, xs)
    decoder = bptt.forward(gru, params.decoder, ys, encoder.state)
    h, s = (run.hs[:, :, 0].T for run in (encoder, decoder))
    both = np.concatenate([s, looking.look(params.look, s, h).c]) \
        if model.looks(params) else s
    return readout.linear(params.readout, both)


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_is_the_slow_one_text_by_text(kind):
    _, params, batch, _ = small(kind)
    z = model.steps(model.forward(params, batch).z, len(batch.y))
    for column in range(3):
        keep = batch.keep[:, column]
        close(z[keep, :, column].T, slow(params, batch, column))


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradients_of_the_model(kind):
    _, params, batch, _ = small(kind)
    L, gradients = model.learn(params, batch)

    def loss(params):
        run, kept = model.forward(params, batch), batch.keep.reshape(-1)
        return readout.loss(run.z[:, kept], batch.y.reshape(-1)[kept])
    assert np.isclose(L, loss(params))
    assert checked(loss, params, gradients)
    assert type(gradients) is model.Params
    wrong = gradients._replace(decoder=gradients.decoder._replace(
        b_n=gradients.decoder.b_n + 1e-3))
    assert not checked(loss, params, wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_side_by_side_do_not_disturb_one_another(kind):
    """The gradient of a batch is that of its texts, a token counted once."""
    task, params, batch, pairs = small(kind)
    total = tree.apply(np.zeros_like, params)
    for pair in pairs:
        alone = texts.pack(task, [pair])
        share = alone.keep.sum() / batch.keep.sum()
        total = tree.apply(lambda t, g: t + share * g, total,
                           model.learn(params, alone)[1])
    same_tree(total, model.learn(params, batch)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_in_torch(kind):
    """One text, the whole graph in torch: all gradients to 1e-9."""
    _, params, batch, _ = small(kind, seed=4)
    batch = model.Batch(*(v[..., :1] for v in batch))
    keep = batch.keep[:, 0]
    read, write = (torch_layer("gru", p) for p in params[:2])
    out, look = tensors(params.readout), [*map(tensor, params.look)]
    eye = torch.eye(4, dtype=torch.float64)
    h, context = read(eye[torch.tensor(batch.x[:4])])
    s, _ = write(eye[torch.tensor(batch.y_prev[keep])], context)
    s, h = s[:, 0].T, h[:, 0].T
    if kind != "none":
        e = s.T @ h if kind == "dot" else (look[2][:, :, None] * torch.tanh(
            (look[0] @ s)[..., None] + (look[1] @ h)[:, None])).sum(0)
        s = torch.cat([s, h @ torch.softmax(e, -1).T])
    z = (out.W_yh @ s + out.b_y).T
    L = torch.nn.functional.cross_entropy(
        z, torch.tensor(batch.y[keep][:, 0]))
    L.backward()
    ours, d = model.learn(params, batch)
    close(ours, L.item())
    same_tree(d.readout, grads(out))
    for mine, theirs in zip(d.look, look):
        close(mine, theirs.grad)
    for mine, layer in ((d.encoder, read), (d.decoder, write)):
        same_layer("gru", mine, layer)


def test_the_model_refuses_what_it_cannot_read():
    task, params, batch, _ = small("dot")
    with pytest.raises(ValueError, match="kind is 'dots'.*none, dot, addit"):
        model.start("dots", 3, 3)
    for lengths in ([0, 1, 2], [5, 1, 2], [4, 1]):
        with pytest.raises(ValueError, match="lengths is .*1 or more"):
            model.read(params, batch.x, lengths)
    with pytest.raises(ValueError, match="the token 9"):
        model.read(params, np.full((2, 1), 9), [2])


def test_float32_stays_float32():
    task = texts.reverse(3)
    params = model.start("additive", task.reads.size, task.writes.size, 8)
    _, gradients = model.learn(params, texts.pack(
        task, task.draw(np.random.default_rng(0), 4)))
    # The loss is exact in float64; what is kept and updated is not.
    assert {a.dtype for _, a in tree.leaves(params)} == {np.dtype("f4")}
    assert {a.dtype for _, a in tree.leaves(gradients)} == {np.dtype("f4")}


# Tasks -----------------------------------------------------------------------
def test_strings_are_drawn_as_they_should_be():
    rng = np.random.default_rng(0)
    for way, task in ((-1, texts.reverse(4, 2)), (1, texts.copy(4, 2))):
        pairs = task.draw(rng, 200)
        assert {len(text) for text, _ in pairs} == {2, 3, 4}
        assert all(text[::way] == other for text, other in pairs)
        assert task.longest == 5
    for longest, shortest in ((0, 0), (2, 3), (2, 0)):
        with pytest.raises(ValueError, match="1 ≤ shortest ≤ longest"):
            texts.reverse(longest, shortest)


def test_a_batch_is_what_its_pairs_say():
    task = texts.reverse(4, letters="ab")
    batch = texts.pack(task, [("ab", "ba"), ("b", "b")])
    assert batch.x.tolist() == [[0, 1], [1, 0]]
    assert batch.lengths.tolist() == [2, 1]
    assert batch.y_prev[batch.keep].tolist() == [0, 0, 3, 3, 2]
    assert batch.y[batch.keep].tolist() == [3, 3, 2, 1, 1]
    assert batch.keep.tolist() == [[True] * 2, [True] * 2, [True, False]]
    for column, word in enumerate(["ba", "b"]):
        assert texts.decoded(task, batch.y[:, column]) == word


@pytest.mark.parametrize("pairs, message", [
    ([], "no text"), ([("", "a")], "empty: there is nothing to read"),
    ([("äöü", "a")], "'ä' .* not in the vocabulary"),
    ([("a", "z")], "'z' .* not in the vocabulary")])
def test_texts_that_cannot_be_read_are_named(pairs, message):
    with pytest.raises(TextError, match=message):
        texts.pack(texts.reverse(3), pairs)


# Dates -----------------------------------------------------------------------
def test_every_spelling_is_read_back_by_rule():
    rng = np.random.default_rng(0)
    pairs = dates.draw(rng, 4000)
    assert all(dates.read(text) == iso for text, iso in pairs)
    assert set("".join(text for text, _ in pairs)) == set(dates.LETTERS)
    assert len({text for text, _ in pairs}) > 3900
    assert {len(iso) for _, iso in pairs} == {10}
    texts.pack(texts.date_task(), pairs)       # every letter is known


def test_test_days_are_never_trained_on():
    rng = np.random.default_rng(1)
    seen = {iso for _, iso in dates.draw(rng, 3000)}
    kept = {iso for _, iso in dates.draw(rng, 3000, held_out=True)}
    assert not seen & kept and len(kept) > 1000
    assert all(datetime.date.fromisoformat(d).toordinal() % 10 == 0
               for d in kept)


@pytest.mark.parametrize("text, iso", [
    ("the 3rd of March 2021", "2021-03-03"), ("mar 3, 2021", "2021-03-03"),
    ("  3.3.2021 ", "2021-03-03"), ("3/4/2021", "2021-03-04"),
    ("3.4.2021", "2021-04-03"), ("Wed, 3 MARCH 2021", "2021-03-03"),
    ("wednesday 03/03/2021", "2021-03-03"), ("may 5 1999", "1999-05-05"),
    ("29 feb 2024", "2024-02-29"), ("feb 29th, 2000", "2000-02-29"),
    ("the 22 of june 2030", "2030-06-22"), ("31.12.2099", "2099-12-31"),
    ("1 jan 1900", "1900-01-01"), ("11th may 2011", "2011-05-11")])
def test_dates_are_read(text, iso):
    assert dates.read(text) == iso


@pytest.mark.parametrize("text, message", [
    ("", "empty"), ("   ", "empty"), ("x", "no date in a spelling"),
    ("tomorrow", "no date in a spelling"), ("wednesday", "no date"),
    ("ß ü ö", "no date"), ("3 march", "no date"), ("x" * 500, "xxx…'"),
    ("29 feb 2023", "february 2023 has 28 days"),
    ("29 feb 1900", "february 1900 has 28 days"),
    ("31.4.2021", "april 2021 has 30 days"), ("0 may 2021", "no day 0"),
    ("13/13/2021", "month 13"), ("1.13.2021", "month 13"),
    ("3 marsh 2021", "'marsh' is no month"),
    ("3 march 21", "the year is 21"), ("3 march 2100", "the year is 2100"),
    ("3 march 1899", "1900 to 2099"), ("3 march 99999999999999", "the year"),
    ("3th march 2021", "3th: the ordinal is 3rd"),
    ("11st may 2020", "the ordinal is 11th"),
    ("monday, 3 march 2021", "is a Wednesday, not a Monday"),
    ("3.4/2021", "no date in a spelling")])
def test_a_text_outside_of_the_grammar_gets_a_clear_message(text, message):
    with pytest.raises(dates.DateError, match=message):
        dates.read(text)


def test_ordinals():
    assert [dates.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23,
                                       30, 31)] == [
        *"st nd rd th th th th st nd rd th st".split()]


# Learning and writing ---------------------------------------------------------
@pytest.fixture(scope="module")
def trained():
    """Three models of the same budget that write strings backwards."""
    task = texts.reverse(6)
    return task, {kind: training.train(kind, task, 300, seed=0)
                  for kind in KINDS}


def test_attention_takes_the_bottleneck_away(trained):
    _, models = trained
    reached = {kind: writing.by_length(params, texts.reverse, (2, 6))
               for kind, (params, _) in models.items()}
    assert reached["none"][0] > .9 and reached["none"][1] < .5
    assert min(*reached["dot"], *reached["additive"]) > .8


def test_training_again_gives_the_same_model(trained):
    task, models = trained
    _, first = models["dot"]
    again, losses = training.train("dot", task, 20, seed=0)
    other, _ = training.train("dot", task, 20, seed=1)
    assert len(first) == 300 and np.mean(first[-20:]) < np.mean(first[:20])
    repeat, _ = training.train("dot", task, 20, seed=0)
    same_tree(again, repeat)
    assert not np.array_equal(again.readout.W_yh, other.readout.W_yh)


def test_free_running_is_never_told_what_was_right(trained):
    task, models = trained
    params, pairs = models["none"][0], task.draw(np.random.default_rng(3),
                                                 200)
    forced, free = writing.by_position(params, task, pairs)
    assert len(forced) == len(free) == 7
    assert forced[0] == free[0]             # both begin with START
    assert free[3:].mean() < forced[3:].mean() <= 1
    other = [(text, "a" * len(text)) for text, _ in pairs]
    _, blind = writing.by_position(params, task, other)
    runs = [writing.free(params, task, [t for t, _ in p], 7)
            for p in (pairs, other)]
    assert np.array_equal(*runs) and not np.array_equal(blind, free)


@pytest.mark.parametrize("kind", KINDS)
def test_a_beam_of_one_is_what_it_writes(trained, kind):
    task, models = trained
    params = models[kind][0]
    words = ["a", "ba", "cafe", "abcdefgh" * 3]
    for word in words:                       # one letter; longer than seen
        once = writing.translate(params, task, word)
        assert once.text == writing.write(params, task, [word])[0]
        assert (once.weights is None) == (kind == "none")
        if once.weights is not None:
            assert once.weights.shape == (len(once.written), len(word))
            close(once.weights.sum(axis=1).astype(float).round(5), 1)
        assert len(once.written) <= task.longest
        assert once.found[0].finished == (once.written[-1] == texts.END)
    assert writing.write(params, task, words) == [
        writing.write(params, task, [word])[0] for word in words]
    assert writing.write(params, task, ["a"])[0] == "a"


@pytest.mark.parametrize("kind", KINDS)
def test_a_wide_beam_is_brute_force_on_a_small_vocabulary(kind):
    task, params, _, _ = small(kind, seed=2)
    args = writing.asking(params, task, "abca")
    everything = brute_force(*args, None, 3)
    assert np.isclose(sum(np.exp(f.log_prob) for f in everything), 1)
    wide = writing.translate(params, task, "abca", 10_000, longest=3)
    assert [f.tokens for f in wide.found] == [f.tokens for f in everything]
    close([f.log_prob for f in wide.found],
          [f.log_prob for f in everything])
    assert writing.translate(params, task, "abca", 5, 3).found[
        0].log_prob <= everything[0].log_prob + 1e-12


def test_bad_input_is_named(trained):
    task, models = trained
    params = models["dot"][0]
    for width in (0, -1, 2.5):
        with pytest.raises(ValueError, match=f"width is {width}"):
            writing.translate(params, task, "abc", width)
    for way in (lambda t: writing.write(params, task, [t]),
                partial(writing.translate, params, task)):
        with pytest.raises(TextError, match="empty"):
            way("")
        with pytest.raises(TextError, match="'ß'.*not in the vocabulary"):
            way("ßßß")
    with pytest.raises(TextError, match="no text"):
        writing.write(params, task, [])


# Limits -----------------------------------------------------------------------
def test_what_has_to_wait_is_counted():
    for T in (1, 2, 7):
        assert limits.chain_rnn(T) == T
        assert limits.chain_attention(T) == 3
        for U in (1, 4):                     # and one product for the scores
            assert limits.chain_encoder_decoder(T, U) == T + U + 1
        assert limits.reach(T, 0.5) == (0.5 ** (T - 1), 1)
        assert limits.kept(T, 4) == (4, 4 * T)


def test_waiting_is_counted_along_the_longest_way():
    a = limits.watched(2, 2)
    b = a @ a
    assert (a.waited, b.waited, (a + b).waited, (b @ a).waited) == (0, 1, 1, 2)
    assert np.stack([a, b]).waited == 1 and b[0].waited == 1
    assert np.tanh(b @ b).sum(axis=0).waited == 2


def test_an_rnn_that_counts_still_computes():
    params = limits.cell(2, 3)
    plain = rnn.Params(*map(np.asarray, params))
    xs = limits.watched(4, 2, 1)
    close(bptt.forward(rnn, params, xs).hs,
          bptt.forward(rnn, plain, np.asarray(xs)).hs)


# What is shown ----------------------------------------------------------------
@pytest.fixture(scope="module")
def reader(trained):
    """A Translator over the three models; the rule is: backwards."""
    def rule(text):
        if "h" in text:
            raise ValueError("there is an h")
        return text.strip().lower()[::-1]
    task, models = trained
    return translating.Translator(
        {kind: models[kind][0] for kind in ("additive", "dot", "none")},
        task, rule, "abc", "Look here.")


def test_the_map_says_what_was_read(reader):
    reader.kind, reader.text = "additive", "  CAB  "
    assert reader.made.text == "bac" and "Right" in reader.verdict
    shown = reader.map
    assert shown["inputs"] == ["c", "a", "b"]
    assert shown["outputs"] == ["b", "a", "c", "end"]
    assert np.shape(shown["weights"]) == (4, 3) and len(shown["rows"]) == 4
    for row, line in zip(shown["weights"], shown["rows"]):
        assert f"({max(row):.2f})" in line and abs(sum(row) - 1) < .03
    assert shown["rows"][0].startswith("Output 1, “b”: it read “")
    static = reader.static()
    assert "<title>" in static.html() and "Look here." in static.text()
    assert reader._repr_mimebundle_()[0]["text/plain"] == static.text()


@pytest.mark.parametrize("text, said", [
    ("", "cannot read this: a text is empty"),
    ("   ", "cannot read this: a text is empty"),
    ("ß", "cannot read this: 'ß'"), ("zzz", "cannot read this: 'z'"),
    ("abh", "By rule there is no date: there is an h"),
    ("a", "writes a (probability"), ("c" * 500, "By rule it is ccc")])
def test_any_text_gets_an_answer(reader, text, said):
    for reader.kind in ("additive", "none"):
        reader.text = text
        assert said in reader.verdict
        assert (reader.map == {}) == ("cannot read" in reader.verdict)
        assert reader.static().text()
    reader.text = "ab"
    assert reader.map["weights"] == [] and "one vector" in reader.map["hint"]


def test_the_pictures_of_the_chapter(trained):
    row, (task, models) = worked("E-seq2seq"), trained
    for read, way, right in ((3, "backwards", 3), (3, "in order", 3),
                             (4, "backwards", 3), (4, "in order", 0),
                             (6, "backwards", 3)):
        said = translating.register(row, read, way).text()
        assert f"{right} of {read} right" in said
    assert "At length 4: one fixed vector 0.25, additive 1.00." in \
        translating.length_lines((2, 4), {
            "none": [[1, .5], [1, 0]], "additive": [[1, 1]]}).text().replace(
                "\n", " ")
    assert "2: 0.50 forced, 0.25 free" in translating.place_lines(
        [1, .5], [1, .25]).text().replace("\n", " ")
    small_task, params, _, _ = small("dot", seed=2)
    asking = writing.asking(params, small_task, "abca")
    every = brute_force(*asking, None, 3)
    for width in (1, 3, 100):
        said = translating.beam_table(
            asking, every, small_task.writes.tokens, 3, width).text()
        assert f"Width {width}: " in said
    assert f"the best of all {len(every)} sequences" in said
    assert translating.phrase(every[0]._replace(tokens=(), finished=True),
                              ()) == "(nothing)"
