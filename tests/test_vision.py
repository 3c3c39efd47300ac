"""Networks that see: gradients, data, and that they learn."""
import sys

import numpy as np
import pytest

from rnnkit.cells import overlap, readout
from rnnkit.gradients import gradcheck
from rnnkit.train import Adam
from rnnkit.vision import cnn, load_digits, scenes, segment


def moved(params, rng):
    """Params with biases that are not 0, so that no ReLU is on its kink."""
    return type(params)(*(p._replace(**{p._fields[1]: rng.normal(
        size=p[1].shape)}) for p in params))


def test_the_gradients_of_the_cnn():
    rng = np.random.default_rng(0)
    params = moved(cnn.start(rng, (2, 4, 8), (2, 3), 3, np.float64), rng)
    x, y = rng.normal(size=(2, 2, 4, 8)), np.array([2, 0])
    run = cnn.forward(params, x)
    found, dx = cnn.backward(params, run, readout.loss_back(run.z, y))

    def loss(names):
        return readout.loss(cnn.forward(cnn.Params(
            *(type(p)(names[f"{n}0"], names[f"{n}1"]) for n, p in
              zip(cnn.Params._fields, params))), names["x"]).z, y)
    assert gradcheck(loss, flat(params, x=x), flat(found, x=dx)).ok


def flat(params, **more):
    named = params if isinstance(params, dict) else params._asdict()
    return {**{f"{n}{i}": v for n, p in named.items()
               for i, v in enumerate(p)}, **more}


@pytest.mark.parametrize("name", segment.NETWORKS)
def test_the_gradients_of_the_networks_for_pixels(name):
    rng = np.random.default_rng(0)
    kind, forward, backward, options = segment.network(name)
    params = segment.start(rng, kind, 2, dtype=np.float64)
    params = {n: p._replace(b=rng.normal(size=p.b.shape))
              for n, p in params.items()}
    x, y = rng.normal(size=(2, 1, 8, 8)), rng.integers(0, 3, size=128)

    def run_of(names):
        return forward({n: type(p)(names[f"{n}0"], names[f"{n}1"])
                        for n, p in params.items()}, names["x"], **options)
    run = run_of(flat(params, x=x))
    dz = overlap.pixels_back(readout.loss_back(
        overlap.pixels(run["z"]), y), run["z"].shape)
    found, dx = backward(params, run, dz, **options)
    assert list(found) == list(params)
    assert gradcheck(lambda names: readout.loss(
        overlap.pixels(run_of(names)["z"]), y), flat(params, x=x),
        flat(found, x=dx)).ok


def test_skips_cost_no_parameter_and_change_the_result():
    params = segment.start(np.random.default_rng(0), "encoder-decoder")
    x = np.ones((1, 1, 8, 8), np.float32)
    with_, without = (segment.encode_decode(params, x, skips)["z"]
                      for skips in (True, False))
    assert with_.shape == without.shape == (1, 3, 8, 8)
    assert not np.allclose(with_, without)
    assert segment.count(params) == 5155


def test_edges_are_where_two_classes_meet():
    labels = np.zeros((1, 5, 5), int)
    labels[0, 2, 2] = 1
    edges = segment.at_edges(labels)
    assert edges.sum() == 9 and edges[0, 1:4, 1:4].all()
    assert not segment.at_edges(labels * 0).any()


@pytest.mark.parametrize("name", ["skips", "dilated"])
def test_learning_finds_shapes(name):
    data = scenes(np.random.default_rng(0), 200)
    params = segment.learn(name, data, Adam(0.01), steps=60)
    found = segment.predict(name, params, data[0])
    assert np.mean(found == data[1]) > 0.85
    assert found.shape == data[1].shape


def test_a_scene_has_one_shape_and_its_pixels_are_bright():
    images, labels = scenes(np.random.default_rng(0), 50)
    assert images.shape == (50, 1, 20, 20) and labels.shape == (50, 20, 20)
    assert set(np.unique(labels)) == {0, 1, 2}
    for image, label in zip(images[:, 0], labels):
        assert len(np.unique(label)) == 2
        assert image[label > 0].mean() > image[label == 0].mean() + 0.8
    again, _ = scenes(np.random.default_rng(0), 50)
    assert np.array_equal(images, again)


def test_the_digits_are_there_and_kept_apart():
    digits = load_digits(test=297)
    assert digits.images.shape == (1500, 1, 8, 8)
    assert digits.test_images.shape == (297, 1, 8, 8)
    assert digits.images.min() == 0 and digits.images.max() == 1
    assert set(digits.labels) == set(range(10))
    first = digits.test_images[0]
    assert not (digits.images == first).all(axis=(1, 2, 3)).any()


def test_batches_hold_every_image_once():
    digits = load_digits()
    found = [labels for _, labels in cnn.batches(
        np.random.default_rng(0), digits.images, digits.labels, 100)]
    assert len(found) == 15 and len(found[-1]) == 37
    assert np.array_equal(np.bincount(np.concatenate(found)),
                          np.bincount(digits.labels))


def test_what_is_refused(monkeypatch):
    with pytest.raises(ValueError, match="multiples of 4"):
        cnn.start(np.random.default_rng(0), (1, 6, 8))
    with pytest.raises(ValueError, match="count is 0"):
        scenes(np.random.default_rng(0), 0)
    with pytest.raises(ValueError, match="no shape may be larger"):
        scenes(np.random.default_rng(0), 1, side=8)
    with pytest.raises(ValueError, match="there are skips, no skips"):
        segment.network("u-net")
    with pytest.raises(ValueError, match="kind is 'deep'"):
        segment.start(np.random.default_rng(0), "deep")
    with pytest.raises(ValueError, match="test is 1797: it is from 1"):
        load_digits(test=1797)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        load_digits()
