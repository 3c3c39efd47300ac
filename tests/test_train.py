"""Training: text, batches, models, optimizers, the loop, files, sampling."""
import _thread
import hashlib
import json
import math
import sys
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import train
from rnnkit.cells import readout
from rnnkit.gradients import gradcheck
from rnnkit.train import (Adagrad, Adam, CheckpointError, Crops, Diverged,
                          Lines, Momentum, Run, SGD, Streams, TextError,
                          Vocabulary, resume, sample)
from rnnkit.train import checkpoint, loop, model as models, tree
from rnnkit.train.progress import Teller, progress

KINDS = ("rnn", "lstm", "gru")
TEXT = "the cat sat on the mat. the dog sat on the log. " * 6
CHARACTERS = Vocabulary.of_characters(TEXT)


def small(kind="gru", hidden=8, dtype=np.float64, seed=0):
    return train.start(kind, CHARACTERS, hidden, seed, dtype)


def streams(batch=4, steps=6):
    return Streams(CHARACTERS.encode(TEXT), batch, steps)


def run(kind="gru", data=None, optimizer=Adam(0.01), **options):
    return Run(small(kind), data or streams(), optimizer, **options)


def equal(one, two):
    """Whether two trees hold the very same bits."""
    pairs = list(zip(tree.leaves(one), tree.leaves(two), strict=True))
    return all(a == b and x.dtype == y.dtype and x.tobytes() == y.tobytes()
               for (a, x), (b, y) in pairs)


def same(one, two):
    """Whether two runs are at the very same place."""
    return (equal(one.now[:3], two.now[:3]) and one.step == two.step
            and one.now.random == two.now.random
            and one.losses.tobytes() == two.losses.tobytes())


# -- vocabularies ------------------------------------------------------------

@given(st.text(min_size=1).filter(str.strip))
def test_decode_undoes_encode(text):
    vocabulary = Vocabulary.of_characters(text)
    assert vocabulary.decode(vocabulary.encode(text)) == text


def test_the_order_of_characters_can_be_chosen():
    vocabulary = Vocabulary.of_characters("hello", order="helo")
    assert vocabulary.encode("hello").tolist() == [0, 1, 2, 2, 3]


def test_words_are_counted_lower_case_and_with_their_signs():
    vocabulary = Vocabulary.of_words("The cat, the dog. Don't!")
    assert vocabulary.tokens[0] == "the"
    assert set(vocabulary.tokens) == {"the", "cat", ",", "dog", ".", "don't",
                                      "!"}
    assert vocabulary.decode(vocabulary.encode("The dog.")) == "the dog ."


def test_an_unknown_token_is_named_unless_there_is_an_entry_for_it():
    with pytest.raises(TextError, match="'z' .number 4 of the text."):
        CHARACTERS.encode("the z")
    open_one = Vocabulary.of_words(TEXT, 3, unknown="<unk>", padding="<pad>")
    assert open_one.tokens[:2] == ("<pad>", "<unk>") and open_one.size == 5
    assert open_one.decode(open_one.encode("the zebra")) == "the <unk>"


@pytest.mark.parametrize("made, words", [
    (lambda: Vocabulary.of_characters(""), "the text is empty"),
    (lambda: Vocabulary.of_words(" \n"), "the text is empty"),
    (lambda: Vocabulary.of_characters(7), "text is of type int"),
    (lambda: CHARACTERS.encode(7), "text is of type int"),
    (lambda: CHARACTERS.decode([99]), "index 99 is not in the vocabulary"),
    (lambda: CHARACTERS.decode([-1]), "index -1 is not"),
    (lambda: CHARACTERS.decode([0.5]), "indices are whole numbers"),
    (lambda: Vocabulary.of_characters("a", order="aba"), "'a' stands in the "
     "vocabulary twice"),
])
def test_a_text_that_cannot_be_used_is_refused(made, words):
    with pytest.raises(TextError, match=words):
        made()


@pytest.mark.parametrize("content, words", [
    (None, "there is no file 'mine.txt'"),
    (b"", "'mine.txt' is empty"),
    (b"\n \n", "'mine.txt' is empty"),
    (b"a", "'mine.txt' has one character"),
    (b"caf\xe9 au lait", "is not utf-8: byte 3 cannot be read.*cp1252"),
    (b"\x89PNG\r\n\0\0\0\rIHDR", "'mine.txt' is no text"),
    (b"\xff\xfeh", "is not utf-16"),
    (b"\xff\xfe\0\0h\0", "is not utf-32"),
    (b"\xff\xfeh\0\0\0i\0", "'mine.txt' is no text"),
    ("hello".encode("utf-16-le"), "'mine.txt' is no text"),
])
def test_a_file_that_cannot_be_used_is_refused(tmp_path, content, words):
    path = tmp_path / "mine.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TextError, match=words):
        train.read_text(path)


def test_a_folder_and_an_unknown_encoding_are_refused(tmp_path):
    with pytest.raises(TextError, match="is a folder"):
        train.read_text(tmp_path)
    path = tmp_path / "mine.txt"
    path.write_text("abc")
    with pytest.raises(TextError, match="there is no encoding 'klingon'"):
        train.read_text(path, encoding="klingon")
    for encoding in (None, 8, "a\0b"):
        with pytest.raises(TextError, match="there is no encoding"):
            train.read_text(path, encoding=encoding)


def test_zero_bytes_are_no_text_in_any_encoding(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes(b"a\0b\0c")
    for encoding in ("utf-8", "UTF8", "latin-1", "cp1252", "ascii"):
        with pytest.raises(TextError, match="'mine.txt' is no text"):
            train.read_text(path, encoding)


@pytest.mark.parametrize("path", [None, 7, b"mine.txt", "", "x\0y"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TextError, match="the name of a text file is needed"):
        train.read_text(path)
    with pytest.raises(TextError, match="cannot be read|no file"):
        train.read_text("\ud800.txt")


@pytest.mark.parametrize("encoding, given", [
    ("utf-8", {}), ("utf-8-sig", {}), ("utf-16", {}), ("utf-32", {}),
    ("cp1252", {"encoding": "cp1252"})])
def test_files_are_read_in_the_usual_encodings(tmp_path, encoding, given):
    path = tmp_path / "mine.txt"
    path.write_bytes("café\r\nau lait\r".encode(encoding))
    assert train.read_text(path, **given) == "café\nau lait\n"


@pytest.mark.parametrize("width", [16, 32])
@pytest.mark.parametrize("end", ["le", "be"])
def test_a_mark_tells_which_unicode_it_is(tmp_path, width, end):
    path = tmp_path / "mine.txt"
    path.write_bytes("\ufeffhello".encode(f"utf-{width}-{end}"))
    assert train.read_text(path) == "hello"


def test_the_manual_is_prose():
    text = train.manual(20_000)
    assert len(text) == 20_000 and text.isascii()
    assert " the " in text and "   " not in text


def test_the_story_is_the_one_that_the_sources_name():
    data = Path(__file__).parents[1] / "data"
    story = (data / "lamp_and_sea.txt").read_bytes()
    assert hashlib.sha256(story).hexdigest() in (
        data / "SOURCES.md").read_text("utf-8")


# -- batches -----------------------------------------------------------------

def test_streams_go_on_where_they_ended():
    x = np.arange(23)
    data = Streams(x, batch=2, steps=3)
    parts = [data.at(n) for n in range(data.parts)]
    assert [part.fresh for part in parts] == [True, False, False]
    read = np.concatenate([part.x for part in parts])
    assert read[:, 0].tolist() == list(range(9))
    assert read[:, 1].tolist() == list(range(11, 20))
    assert all((part.y == part.x + 1).all() for part in parts)
    again = data.at(data.parts)
    assert again.fresh and (again.x == parts[0].x).all()


def test_a_part_has_one_hot_columns():
    part = Streams(np.array([0, 1, 2, 0, 1]), 1, 4).at(0)
    xs = part.columns(3)
    assert xs.shape == (4, 3, 1) and xs[:, :, 0].argmax(1).tolist() \
        == part.x[:, 0].tolist()


def test_crops_come_from_the_text_and_repeat_with_the_seed():
    data = Crops(np.arange(50), batch=4, steps=7)
    part = data.at(0, np.random.default_rng(3))
    assert part.x.shape == (7, 4) and (part.y == part.x + 1).all()
    assert (data.at(5, np.random.default_rng(3)).x == part.x).all()


def test_the_shortest_text_makes_one_step():
    for kind in (Streams, Crops):
        part = kind(np.array([1, 2]), 1, 50).at(0, np.random.default_rng(0))
        assert part.x.tolist() == [[1]] and part.y.tolist() == [[2]]


@pytest.mark.parametrize("kind", [Streams, Crops])
@pytest.mark.parametrize("x, batch, steps, words", [
    ([], 1, 5, "the text has 0 tokens"),
    ([3], 1, 5, "the text has 1 tokens"),
    ([[1, 2]], 1, 5, "a text is a row of whole numbers"),
    ([0.5, 1.5], 1, 5, "a text is a row of whole numbers"),
    ([1, 2, 3], 0, 5, "batch is 0"),
    ([1, 2, 3], 1, 0, "steps is 0"),
])
def test_a_text_that_cannot_be_cut_is_refused(kind, x, batch, steps, words):
    with pytest.raises(ValueError, match=words):
        kind(np.array(x), batch, steps)


def test_more_streams_than_the_text_can_fill_are_refused():
    with pytest.raises(ValueError, match="batch is 3 .* batch is 2 at most"):
        Streams(np.arange(5), batch=3)


def test_lines_of_different_length_are_padded_and_masked():
    data = Lines([[1, 2, 3], [4, 5]], padding=0)
    part = data.at(0)
    assert part.x.tolist() == [[1, 4], [2, 5]]
    assert part.y.tolist() == [[2, 5], [3, 0]]
    assert part.mask.tolist() == [[1, 1], [1, 0]]
    with pytest.raises(ValueError, match="no sequence has two tokens"):
        Lines([[1], []])


# -- the model ---------------------------------------------------------------

@st.composite
def problems(draw):
    kind = draw(st.sampled_from(KINDS))
    V, H, T, B = (draw(st.integers(1, n)) for n in (5, 4, 5, 3))
    r = np.random.default_rng(draw(st.integers(0, 99)))
    vocabulary = Vocabulary(tuple("abcde"[:V]))
    params = tree.apply(lambda w: r.normal(size=w.shape), train.start(
        kind, vocabulary, H, dtype=float).params)
    state = None if draw(st.booleans()) else tuple(
        r.normal(size=(H, B)) for _ in models.CELLS[kind].STATE)
    mask = None if draw(st.booleans()) else r.integers(0, 2, (T, B))
    if mask is not None:
        mask[0, 0] = 1
    x, y = r.integers(0, V, (2, T, B))
    return kind, params, x, y, state, mask


@settings(max_examples=60, deadline=None)
@given(problems())
def test_sequence_and_bptt_agree(problem):
    one = train.learn(*problem)
    two = train.learn(*problem, way="bptt")
    assert math.isclose(one.loss, two.loss, abs_tol=1e-12)
    for (name, a), (_, b) in zip(tree.leaves((one.gradients, one.state)),
                                 tree.leaves((two.gradients, two.state))):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, atol=1e-10, rtol=0, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_passes_gradcheck(kind):
    r, vocabulary = np.random.default_rng(1), Vocabulary(tuple("abc"))
    params = train.start(kind, vocabulary, 2, dtype=float).params
    x, y = r.integers(0, 3, (2, 4, 2))
    gradients = train.learn(kind, params, x, y).gradients

    def loss(params):
        from rnnkit import bptt
        states = bptt.forward(models.CELLS[kind], params.cell,
                              readout.one_hot(x, 3)).hs
        return readout.loss(readout.linear(params.readout, states), y) / 4

    assert gradcheck(loss, params, gradients).ok
    W = gradients.readout.W_yh.copy()
    W[0, 0] += 1e-3
    wrong = gradients._replace(readout=gradients.readout._replace(W_yh=W))
    assert not gradcheck(loss, params, wrong).ok


GATES = {"rnn": [("W_hx", "W_hh", "b_h")],
         "lstm": [(f"W_{g}x", f"W_{g}h", f"b_{g}") for g in "ifgo"],
         "gru": [(f"W_{g}x", f"W_{g}h", f"b_{g}") for g in "rzn"]}


def torch_layers(model):
    """Return (recurrent layer, linear layer) of torch with our weights.

    float64; torch's gates stand above one another in one weight, and its
    second bias is 0 but for the b_nh of a GRU.
    """
    V, H = model.params.readout.W_yh.shape
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM,
             "gru": torch.nn.GRU}[model.kind](V, H, dtype=torch.float64)
    linear = torch.nn.Linear(H, V, dtype=torch.float64)
    ours = stacked(model.kind, model.params)
    theirs = (layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0,
              layer.bias_hh_l0, linear.weight, linear.bias)
    with torch.no_grad():
        for mine, its in zip(ours, theirs):
            its.copy_(torch.tensor(mine.astype(float).reshape(its.shape)))
    return layer, linear


def stacked(kind, params):
    """Return our arrays as torch keeps them."""
    cell = params.cell
    W_x, W_h, b = (np.concatenate([getattr(cell, names[n])
                                   for names in GATES[kind]])
                   for n in range(3))
    second = np.zeros_like(b)
    if kind == "gru":
        second[-len(cell.b_nh):] = cell.b_nh
    return W_x, W_h, b, second, *params.readout


def torch_twin(model, x, y):
    """Return (loss, gradients) of torch on indices x, y (T, B), from a state
    of zeros; gradients as our Params."""
    layer, linear = torch_layers(model)
    size = model.vocabulary.size
    columns = readout.one_hot(x, size).swapaxes(1, 2)
    hs, _ = layer(torch.tensor(columns))
    loss = torch.nn.functional.cross_entropy(
        linear(hs).reshape(-1, size), torch.tensor(y).reshape(-1))
    loss.backward()
    return loss.item(), unstacked(model, layer, linear)


def unstacked(model, layer, linear):
    """Return torch's gradients as our Params, float64."""
    found, H = {}, model.hidden
    parts = (layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0)
    for n, names in enumerate(GATES[model.kind]):
        for name, part in zip(names, parts):
            rows = part.grad.numpy()[n * H:(n + 1) * H]
            found[name] = rows.reshape(H, -1)
    if model.kind == "gru":
        found["b_nh"] = layer.bias_hh_l0.grad.numpy()[2 * H:, None]
    cell = type(model.params.cell)(**found)
    return model.params._replace(cell=cell, readout=readout.Params(
        linear.weight.grad.numpy(), linear.bias.grad.numpy()[:, None]))


@pytest.mark.parametrize("kind", KINDS)
def test_torch_agrees_on_the_loss_and_every_gradient(kind):
    m, part = small(kind), streams().at(0)
    result = train.learn(kind, m.params, part.x, part.y)
    loss, gradients = torch_twin(m, part.x, part.y)
    assert abs(loss - result.loss) < 1e-12
    for (name, a), (_, b) in zip(tree.leaves(result.gradients),
                                 tree.leaves(gradients), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-9, rtol=0, err_msg=name)


def test_one_step_one_example_one_unit_one_token():
    for kind in KINDS:
        m = train.start(kind, Vocabulary(("a",)), 1, dtype=float)
        result = train.learn(kind, m.params, np.array([[0]]),
                             np.array([[0]]))
        assert result.loss == 0 and result.state[0].shape == (1, 1)


def test_mixed_dtypes_are_computed_in_the_finest():
    m = small("rnn", dtype=np.float32)
    finer = m.params._replace(readout=tree.apply(
        lambda w: w.astype(float), m.params.readout))
    part = streams().at(0)
    result = train.learn("rnn", finer, part.x, part.y)
    whole = train.learn("rnn", tree.apply(lambda w: w.astype(float),
                                          m.params), part.x, part.y)
    assert result.loss == whole.loss and equal(result.gradients,
                                               whole.gradients)
    new, _ = SGD().update(finer, result.gradients, ())
    assert new.cell.W_hx.dtype == np.float32
    assert new.readout.W_yh.dtype == np.float64


@pytest.mark.parametrize("change, words", [
    (dict(x=np.zeros((0, 2), int), y=np.zeros((0, 2), int)),
     "at least one step and one example"),
    (dict(x=np.zeros((2, 0), int), y=np.zeros((2, 0), int)),
     "at least one step and one example"),
    (dict(x=np.array([1, 2])), "whole numbers .T, B. are needed"),
    (dict(x=np.full((2, 2), .5)), "whole numbers .T, B. are needed"),
    (dict(x=np.full((2, 2), 99)), "x has the index 99"),
    (dict(y=np.full((2, 2), -1)), "y has the index -1"),
    (dict(y=np.zeros((3, 2), int)), "x is .2, 2. but y is .3, 2."),
    (dict(state=(np.zeros((3, 2)),)), "h is .3, 2. but the model has 8"),
    (dict(mask=np.zeros((2, 2))), "mask hides every target"),
    (dict(mask=np.zeros((3, 2))), "mask is .3, 2. but x is .2, 2."),
    (dict(mask=np.full((2, 2), 2)), "a 0 or a 1"),
    (dict(way="slow"), "way is 'slow'"),
    (dict(kind="transformer"), "kind is 'transformer'"),
])
def test_what_does_not_fit_is_refused(change, words):
    given = dict(kind="gru", params=small().params,
                 x=np.zeros((2, 2), int), y=np.zeros((2, 2), int))
    with pytest.raises(ValueError, match=words):
        train.learn(**{**given, **change})


def test_whole_numbers_as_parameters_are_refused():
    params = tree.apply(lambda w: w.astype(int), small().params)
    with pytest.raises(ValueError, match="cell.W_rx holds int64"):
        train.learn("gru", params, *np.zeros((2, 1, 1), int))
    with pytest.raises(ValueError, match="hidden is 0"):
        small(hidden=0)


@pytest.mark.parametrize("kind", KINDS)
def test_evaluate_is_the_loss_of_one_pass_with_the_state_carried(kind):
    data, m = streams(2, 5), small(kind)
    x = np.concatenate([data.at(n).x for n in range(data.parts)])
    y = np.concatenate([data.at(n).y for n in range(data.parts)])
    whole = train.learn(kind, m.params, x, y).loss
    assert math.isclose(train.evaluate(m, data), whole, rel_tol=1e-12)


# -- optimizers --------------------------------------------------------------

@pytest.mark.parametrize("ours, theirs", [
    (SGD(.1), lambda w: torch.optim.SGD(w, .1)),
    (Momentum(.1, .9), lambda w: torch.optim.SGD(w, .1, momentum=.9)),
    (Adagrad(.1), lambda w: torch.optim.Adagrad(w, .1, eps=1e-8)),
    (Adam(.1), lambda w: torch.optim.Adam(w, .1)),
])
def test_torch_agrees_on_five_updates(ours, theirs):
    r = np.random.default_rng(0)
    w, memory = {"w": r.normal(size=(3, 2))}, None
    twin = torch.tensor(w["w"].copy(), requires_grad=True)
    optimizer, memory = theirs([twin]), ours.start(w)
    for _ in range(5):
        g = r.normal(size=(3, 2))
        before = tree.apply(np.copy, (w, memory))
        new, later = ours.update(w, {"w": g}, memory)
        assert equal(before, (w, memory)), "update changed what it was given"
        w, memory = new, later
        twin.grad = torch.tensor(g)
        optimizer.step()
    np.testing.assert_allclose(w["w"], twin.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adagrad(), Adam()])
def test_parameters_keep_their_type_and_dtype(optimizer):
    params = small(dtype=np.float32).params
    gradients = tree.apply(lambda w: np.ones(w.shape), params)
    memory = optimizer.start(params)
    for _ in range(2):
        new, memory = optimizer.update(params, gradients, memory)
    assert type(new) is type(params) and type(new.cell) is type(params.cell)
    assert all(a.dtype == np.float32 for _, a in tree.leaves(new))


def test_clipping_by_norm_keeps_the_direction():
    gradients = {"a": np.array([3.0]), "b": np.array([[4.0]])}
    clipped = train.clip_norm(gradients, 1)
    assert clipped["a"] == pytest.approx(.6)
    assert clipped["b"] == pytest.approx(.8)
    assert train.clip_norm(gradients, 5) is gradients


def test_clipping_by_value_holds_each_entry():
    clipped = train.clip_value((np.array([3.0, -4, .5]),), 1)
    assert clipped[0].tolist() == [1, -1, .5]
    for clip in (train.clip_norm, train.clip_value):
        with pytest.raises(ValueError, match="the limit for clipping is 0"):
            clip(clipped, 0)


# -- the loop ----------------------------------------------------------------

@pytest.mark.parametrize("kind", KINDS)
def test_the_loss_falls(kind):
    trained = run(kind).train(150, show="quiet")
    assert trained.step == 150 and len(trained.losses) == 150
    assert trained.recent() < .6 * trained.bits[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adagrad(), Adam()])
def test_saved_and_resumed_is_the_same_bit_for_bit(tmp_path, kind,
                                                   optimizer):
    for data in (streams(), Crops(CHARACTERS.encode(TEXT), 3, 5)):
        options = dict(optimizer=optimizer, validation=streams(2))
        whole = run(kind, data, **options).train(14, "quiet", every=3)
        half = run(kind, data, **options).train(7, "quiet", every=7)
        path = half.save(tmp_path / "half.npz")
        later = resume(path, data, streams(2))
        assert later.step == 7 and same(later, half)
        later.train(7, "quiet")
        assert same(later, whole)


def test_a_run_can_be_restored_in_place(tmp_path):
    first = run().train(5, "quiet")
    path = first.save(tmp_path / "five")
    assert path.name == "five.npz"
    first.train(5, "quiet")
    assert not same(first, run().train(5, "quiet"))
    assert same(first.restore(path), run().train(5, "quiet"))


def test_hearing_of_an_interrupt_keeps_what_was_learned(capsys):
    class Stopped(Crops):
        stop = True

        def at(self, step, rng):
            part = super().at(step, rng)
            if step == 6 and self.stop:
                raise KeyboardInterrupt
            return part

    data = Stopped(CHARACTERS.encode(TEXT), 3, 5)
    stopped = run(data=data).train(10, "lines")
    assert "Stopped after step 6: what was learned is kept" in \
        capsys.readouterr().out
    assert stopped.step == 6 and len(stopped.losses) == 6
    data.stop = False
    stopped.train(4, "quiet")
    whole = run(data=data).train(10, "quiet")
    assert same(stopped, whole)


def test_a_real_interrupt_at_any_moment_loses_nothing():
    for wait in (.05, .11, .23):
        stopped = run(data=Crops(CHARACTERS.encode(TEXT), 3, 5))
        threading.Timer(wait, _thread.interrupt_main).start()
        stopped.train(1_000_000, "quiet")
        assert 0 < stopped.step < 1_000_000
        steps = stopped.step
        whole = run(data=Crops(CHARACTERS.encode(TEXT), 3, 5))
        assert same(stopped, whole.train(steps, "quiet"))


def test_an_interrupt_within_a_step_leaves_it_undone(monkeypatch):
    stopped = run().train(3, "quiet")
    before = tree.apply(np.copy, stopped.now.params)

    def interrupted(*_):
        raise KeyboardInterrupt
    monkeypatch.setattr(type(stopped.optimizer), "update", interrupted)
    stopped.train(3, "quiet")
    assert stopped.step == 3 and equal(before, stopped.now.params)


def test_a_loss_that_is_not_finite_stops_at_the_last_good_state():
    wild = run("rnn", optimizer=SGD(1.7e308), clip=None)
    with pytest.raises(Diverged) as said:
        wild.train(60, "quiet")
    words = str(said.value)
    assert "is not finite" in words and "Try a smaller learning rate" in words
    assert f"step {wild.step + 1}" in words or f"step {wild.step + 2}" in words
    assert f"back at step {wild.step}" in words
    assert all(np.isfinite(a).all() for _, a in tree.leaves(wild.now.params))
    assert np.isfinite(wild.losses).all() and len(wild.losses) == wild.step


def test_a_gradient_that_is_not_finite_stops_too(monkeypatch):
    steady = run().train(2, "quiet")
    real = loop.learn

    def broken(*args, **kwargs):
        result = real(*args, **kwargs)
        result.gradients.readout.b_y[0] = np.nan
        return result
    monkeypatch.setattr(loop, "learn", broken)
    with pytest.raises(Diverged, match="the gradient of step 3 .* step 2"):
        steady.train(2, "quiet")
    assert steady.step == 2


def finite(run):
    return tree.finite((run.now.params, run.now.memory)) \
        and np.isfinite(run.losses).all()


@pytest.mark.parametrize("optimizer, what", [
    (SGD(1e39), "a weight"), (Momentum(1e-9, 1e30), "a weight"),
    (Adam(1e38), "a weight"), (Adagrad(1e38), "the loss"),
    (SGD(1e38), "the loss")])
def test_weights_that_are_not_finite_never_count(tmp_path, optimizer, what):
    """Whatever goes wrong, run and file stay at a state to go on from."""
    wild = Run(small(dtype=np.float32), streams(), optimizer, clip=None)
    path = wild.save(tmp_path / "g")
    with pytest.raises(Diverged, match=f"{what} of step .* is not finite: "
                       f".* back at step .*, the last good one"):
        for _ in range(9):
            wild.train(1, "quiet", save=path)
            assert finite(wild)
    assert finite(wild) and wild.rng.bit_generator.state == wild.now.random
    kept = resume(path, streams())
    assert finite(kept) and kept.step <= wild.step
    assert np.isfinite(kept.learned(kept.now).loss)
    assert len(sample(wild.model, "the", 20)) == 20


def test_a_file_is_not_replaced_by_weights_without_a_finite_loss(tmp_path):
    going = run("rnn").train(3, "quiet")
    path = going.save(tmp_path / "g")
    before, random = path.read_bytes(), going.now.random
    going.now = going.now._replace(params=tree.apply(
        lambda w: w + 1e308, going.now.params))
    with pytest.raises(Diverged, match="step 4 .* back at step 2, the last"):
        going.save(path)
    assert path.read_bytes() == before and going.step == 2
    assert going.now.random == going.rng.bit_generator.state == random


def test_a_run_that_began_with_bad_weights_does_not_call_them_good():
    good = small("rnn")
    for shift in (1e308, np.nan):
        bad = Run(good._replace(params=tree.apply(
            lambda w, by=shift: w + by, good.params)), streams(), Adam())
        with pytest.raises(Diverged, match="Nothing older is known here"):
            bad.train(1, "quiet")


def test_a_memory_that_is_not_finite_never_counts(monkeypatch):
    steady = run().train(2, "quiet")
    monkeypatch.setattr(Adam, "update", lambda self, params, gradients,
                        memory: (params, {**memory, "n": np.inf}))
    with pytest.raises(Diverged, match="the optimizer's memory of step 3"):
        steady.train(1, "quiet")
    assert finite(steady) and steady.step == 2


def test_a_validation_loss_that_is_not_finite_stops_too(monkeypatch):
    going = run(validation=streams(2)).train(2, "quiet")
    monkeypatch.setattr(loop, "evaluate", lambda *_: math.nan)
    with pytest.raises(Diverged, match="the validation loss of step 4 .* "
                       "back at step 3"):
        going.train(2, "quiet")
    assert [check.step for check in going.checks] == [2]


def test_early_stop_keeps_the_best(capsys):
    other = Vocabulary.of_characters(TEXT).encode(TEXT[::-1])
    early = run("rnn", optimizer=Adam(.05), validation=Streams(other, 1, 20))
    early.train(400, "lines", every=10, patience=3)
    assert early.step < 400
    assert "Stopped early" in capsys.readouterr().out
    best = min(early.checks, key=lambda check: check.loss)
    assert len(early.checks) - early.checks.index(best) == 4
    assert math.isclose(train.evaluate(early.best, early.validation),
                        best.loss)


def test_the_best_model_without_checks_is_the_model():
    assert run().best.params is not None and run().train(0).step == 0


@pytest.mark.parametrize("options, words", [
    (dict(optimizer="adam"), "optimizer is 'adam'"),
    (dict(optimizer=Adam(0)), "learning_rate is 0"),
    (dict(optimizer=Adam(math.nan)), "learning_rate is nan"),
    (dict(optimizer=Adam("fast")), "learning_rate is 'fast'"),
    (dict(clip=0), "clip is 0"), (dict(clip="short"), "clip is 'short'"),
    (dict(clip_by="size"), "clip_by is 'size'"),
])
def test_settings_that_cannot_work_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        run(**options)


@pytest.mark.parametrize("options, words", [
    (dict(steps=-1), "steps is -1"), (dict(steps=1.5), "steps is 1.5"),
    (dict(steps=1, every=0), "every is 0"),
    (dict(steps=1, patience=2), "patience needs a validation text"),
    (dict(steps=1, show="loud"), "show is 'loud'"),
])
def test_a_training_that_cannot_be_meant_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        run().train(**options)


def test_watch_is_called_with_the_run():
    seen = []
    run().train(3, "quiet", watch=lambda r: seen.append(r.step))
    assert seen == [1, 2, 3]


def test_one_thread_while_training():
    threadpoolctl = pytest.importorskip("threadpoolctl")
    counts = []

    def count(_):
        counts.extend(pool["num_threads"] for pool in
                      threadpoolctl.threadpool_info()
                      if pool["user_api"] == "blas")
    run().train(1, "quiet", watch=count)
    assert set(counts) == {1}


def test_words_in_lines_of_different_length_are_learned():
    lines = ["the cat sat .", "the dog ran far away .", "a bird sang ."]
    vocabulary = Vocabulary.of_words(" ".join(lines), padding="<pad>")
    data = Lines([vocabulary.encode(line) for line in lines], padding=0)
    model = train.start("lstm", vocabulary, 12, dtype=float)
    trained = Run(model, data, Adam(.05)).train(80, "quiet").model
    assert train.greedy(trained, "the dog", 4) == "ran far away ."
    other = Lines([vocabulary.encode(line) for line in lines], padding=3)
    assert train.evaluate(trained, data) == train.evaluate(trained, other)


# -- progress ----------------------------------------------------------------

def test_quiet_is_quiet_and_lines_are_few(capsys):
    run().train(50, "quiet")
    assert capsys.readouterr().out == ""
    run().train(50, "lines")
    lines = capsys.readouterr().out.splitlines()
    assert 10 <= len(lines) <= 11 and lines[-1].startswith("step 50 of 50")


def test_a_bar_is_one_line(capsys):
    run().train(5, "bar")
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "\r[" in said
    assert "[########################] step 5 of 5" in said


def test_where_text_is_kept_there_are_lines(monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert progress() == "lines"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert progress() == "bar" and Teller(None, 0, 1).way == "bar"


# -- checkpoints -------------------------------------------------------------

def test_a_checkpoint_holds_no_pickle(tmp_path):
    path = run().train(1, "quiet").save(tmp_path / "run.npz")
    with np.load(path, allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)
        about = json.loads(str(file["about"]))
    assert about["kind"] == "gru" and about["hidden"] == 8
    assert about["step"] == 1 and about["batch"] == 4


@pytest.mark.parametrize("share", [0, .1, .5, .9, .999])
def test_a_checkpoint_cut_short_is_refused(tmp_path, share):
    going = run().train(3, "quiet")
    path = going.save(tmp_path / "run.npz")
    data = path.read_bytes()
    path.write_bytes(data[:int(share * len(data))])
    before = going.now
    for read in (lambda: resume(path, streams()),
                 lambda: going.restore(path)):
        with pytest.raises(CheckpointError, match="'run.npz' is cut short"):
            read()
    assert going.now is before


def test_a_changed_checkpoint_is_refused(tmp_path):
    going = run()
    path = going.save(tmp_path / "run.npz")
    whole = path.read_bytes()
    for array in going.now.params.cell:
        data = bytearray(whole)
        data[whole.index(array.tobytes())] ^= 255
        path.write_bytes(data)
        with pytest.raises(CheckpointError):
            resume(path, streams())


@pytest.mark.parametrize("name", ["params.cell.W_rh", "memory.m.readout.b_y",
                                  "state.0"])
@pytest.mark.parametrize("value", [np.nan, -np.inf])
def test_a_checkpoint_that_is_not_finite_is_refused(tmp_path, name, value):
    going = run().train(2, "quiet")
    path = going.save(tmp_path / "run.npz")
    arrays, about = checkpoint.read(path)
    arrays[name][0, 0] = value
    np.savez(path, about=np.array(json.dumps(about)), **arrays)
    before = going.now
    for read in (lambda: resume(path, streams()),
                 lambda: going.restore(path)):
        with pytest.raises(CheckpointError, match=f"{name} is not finite"):
            read()
    assert going.now is before


@pytest.mark.parametrize("made", [
    lambda p: p.write_text("not a zip at all"),
    lambda p: np.savez(p, a=np.zeros(3)),
    lambda p: np.savez(p, about=np.array("[1]")),
    lambda p: np.save(p.with_suffix(""), np.zeros(3)) or p.with_suffix(
        ".npy").rename(p),
    lambda p: zipfile.ZipFile(p, "w").close(),
])
def test_another_file_is_no_checkpoint(tmp_path, made):
    path = tmp_path / "run.npz"
    made(path)
    with pytest.raises(CheckpointError, match="no checkpoint of rnnkit"):
        resume(path, streams())


def test_a_missing_checkpoint_and_one_of_the_future_are_refused(tmp_path):
    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        resume(tmp_path / "none.npz", streams())
    np.savez(tmp_path / "new.npz", about=np.array('{"version": 99}'))
    with pytest.raises(CheckpointError, match="is of version 99"):
        resume(tmp_path / "new.npz", streams())


@pytest.mark.parametrize("other, words", [
    (lambda: run("lstm"), "its cell is gru, here it is lstm"),
    (lambda: Run(small(hidden=9), streams(), Adam()),
     "its hidden is 8, here it is 9"),
    (lambda: run(optimizer=SGD()), "its optimizer is Adam, here it is SGD"),
    (lambda: run(data=streams(3)), "its batch is 4, here it is 3"),
    (lambda: run(data=streams(4, 5)), "its steps is 6, here it is 5"),
    (lambda: run(data=Crops(CHARACTERS.encode(TEXT), 4, 6)),
     "its data is streams, here it is crops"),
    (lambda: run(data=Streams(CHARACTERS.encode(TEXT[::-1]), 4, 6)),
     "trained on another text than the one here; .* other_text=True"),
])
def test_a_checkpoint_of_something_else_changes_nothing(tmp_path, other,
                                                        words):
    path = run().train(2, "quiet").save(tmp_path / "run.npz")
    going = other().train(1, "quiet")
    before = going.now
    with pytest.raises(CheckpointError, match=words):
        going.restore(path)
    assert going.now is before and going.train(1, "quiet").step == 2


@pytest.mark.parametrize("made", [
    Streams, Crops, lambda x, *_: Lines([x[:9], x[9:14]])])
def test_one_token_more_or_other_makes_another_text(tmp_path, made):
    x = CHARACTERS.encode(TEXT)
    data, other = made(x, 4, 6), x.copy()
    other[3] = x[4]
    path = run(data=data).train(2, "quiet").save(tmp_path / "run.npz")
    assert resume(path, made(x.astype(np.int32), 4, 6)).step == 2
    with pytest.raises(CheckpointError, match="trained on another text"):
        resume(path, made(other, 4, 6))


def test_going_on_with_another_text_is_possible_when_it_is_said(tmp_path):
    first = run().train(7, "quiet")
    path = first.save(tmp_path / "run.npz")
    other = Streams(CHARACTERS.encode(TEXT[::-1]), 3, 5)
    later = resume(path, other, other_text=True)
    assert later.step == 7 and later.now.state is None
    assert equal(later.now.params, first.now.params)
    assert later.train(2, "quiet").step == 9
    assert same(resume(path, streams(), other_text=True), first)
    with pytest.raises(CheckpointError, match="its cell is gru"):
        run("lstm", other).restore(path, other_text=True)


def test_a_checkpoint_of_another_vocabulary_is_refused(tmp_path):
    path = run().save(tmp_path / "run.npz")
    turned = Vocabulary(CHARACTERS.tokens[::-1])
    going = Run(train.start("gru", turned, 8, dtype=float), streams(),
                Adam())
    with pytest.raises(CheckpointError, match="its vocabulary is other tok"):
        going.restore(path)


def test_a_checkpoint_without_an_array_is_refused(tmp_path):
    path = run().save(tmp_path / "run.npz")
    arrays, about = checkpoint.read(path)
    del arrays["params.cell.W_nh"]
    checkpoint.write(path, {"": {}}, about)
    np.savez(path, about=np.array(json.dumps(about)), **arrays)
    with pytest.raises(CheckpointError, match="has no params.cell.W_nh"):
        resume(path, streams())


@pytest.mark.parametrize("change, words", [
    (lambda about: about.pop("kind"), "it lacks kind"),
    (lambda about: about["optimizer"].__setitem__(0, "Lion"),
     "an optimizer that is known here: it used Lion"),
])
def test_a_checkpoint_that_says_too_little_is_refused(tmp_path, change,
                                                      words):
    path = run().save(tmp_path / "run.npz")
    arrays, about = checkpoint.read(path)
    change(about)
    np.savez(path, about=np.array(json.dumps(about)), **arrays)
    with pytest.raises(CheckpointError, match=words):
        resume(path, streams())


def test_a_checkpoint_of_another_dtype_is_refused(tmp_path):
    path = run().save(tmp_path / "run.npz")
    going = Run(small(dtype=np.float32), streams(), Adam(0.01))
    with pytest.raises(CheckpointError, match="of float64 in the checkpoint"):
        going.restore(path)


def test_a_save_that_fails_leaves_the_file_before(tmp_path, monkeypatch):
    going = run().train(1, "quiet")
    path = going.save(tmp_path / "run.npz")
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError("no space left")
    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        going.train(1, "quiet").save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_checkpoints_are_saved_while_training(tmp_path):
    path = tmp_path / "run.npz"
    run().train(25, "quiet", every=10, save=path)
    assert resume(path, streams()).step == 25


# -- sampling ----------------------------------------------------------------

def words_of(kind, dtype=np.float64):
    return run(kind).train(60, "quiet").model


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_distribution_is_that_of_the_cells(kind):
    m, prompt = words_of(kind), "the d"
    x = CHARACTERS.encode(prompt)[:, None]
    from rnnkit import bptt
    hs = bptt.forward(models.CELLS[kind], m.params.cell,
                      readout.one_hot(x, CHARACTERS.size)).hs
    z = readout.linear(m.params.readout, hs[-1])
    for temperature in (.5, 1, 2):
        p = train.next_probabilities(m, prompt, temperature)
        np.testing.assert_allclose(p, readout.softmax(z / temperature)[:, 0],
                                   rtol=1e-9)
    assert train.next_probabilities(m, prompt, 0).max() == 1


@pytest.mark.parametrize("temperature, top_k", [(1, None), (.5, None),
                                                (1.5, 3)])
def test_draws_are_as_frequent_as_their_probability(temperature, top_k):
    m = words_of("gru")
    p = train.next_probabilities(m, "the", temperature, top_k)
    drawn = [sample(m, "the", 1, temperature, top_k, seed=n)
             for n in range(2000)]
    found = np.bincount(CHARACTERS.encode(drawn), minlength=len(p)) / 2000
    assert (found[p == 0] == 0).all()
    assert np.abs(found - p).max() < 4 * np.sqrt(.25 / 2000)


def test_the_same_seed_writes_the_same_and_another_does_not():
    m = words_of("lstm")
    one, two, three = (sample(m, "the ", 80, seed=n) for n in (1, 1, 2))
    assert one == two != three and len(one) == 80


def test_greedy_top_1_and_temperature_0_are_the_same():
    m = words_of("rnn")
    assert (train.greedy(m, "t", 40) == sample(m, "t", 40, 0)
            == sample(m, "t", 40, 1.3, top_k=1, seed=9))
    assert sample(m, "t", 0) == ""


@pytest.mark.parametrize("options, words", [
    (dict(prompt=""), "the prompt is empty"),
    (dict(prompt="Z"), "'Z' .number 0"),
    (dict(temperature=-1), "temperature is -1"),
    (dict(temperature=math.nan), "temperature is nan"),
    (dict(temperature="a"), "temperature is 'a': a number of 0"),
    (dict(temperature=None), "temperature is None"),
    (dict(temperature=1j), "temperature is 1j"),
    (dict(top_k=0), "top_k is 0"), (dict(top_k=99), "top_k is 99"),
    (dict(length=-1), "length is -1"),
])
def test_sampling_refuses_what_cannot_be_meant(options, words):
    with pytest.raises(ValueError, match=words):
        sample(small(), **{"prompt": "the", **options})


def test_warmed_refuses_what_is_no_temperature():
    for temperature in ("a", -1, None, math.inf):
        with pytest.raises(ValueError, match="temperature is"):
            train.warmed(np.zeros(3), temperature)


# -- baselines ---------------------------------------------------------------

def test_the_baselines():
    x = np.array([0, 1, 0, 1])
    assert train.unigram_bits(x) == 1
    assert train.uniform_bits(Vocabulary(tuple("abcd"))) == 2
    assert train.unigram_bits(np.zeros(3, int)) == 0
    with pytest.raises(ValueError, match="x is empty"):
        train.unigram_bits([])
    assert train.BITS == pytest.approx(1 / math.log(2))


def test_trees_of_different_structure_are_refused():
    with pytest.raises(ValueError, match="two trees differ"):
        tree.apply(np.add, {"a": 1}, {"b": 1})
    assert tree.apply(np.add, [1, (2,)], [3, (4,)]) == [4, (6,)]
