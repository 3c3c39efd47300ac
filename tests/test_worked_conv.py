"""The rows of the ledger on convolution and dense prediction, recomputed."""
import copy

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from rnnkit.cells import conv, overlap, pool, readout, sliding
from rnnkit.ledger import agree, worked
from rnnkit.play import convolving
from rnnkit.train import Adam, one_thread
from rnnkit.vision import cnn, load_digits, patches, segment

STATUS = {"D-maxpool": "partial", "E-maxunpool": "figure"}


def image(x):
    return x[None, None]


def pooling(row):
    both = np.stack([row.x, row.x.T])[None]
    y, _ = pool.max_pool(both, row.kernel, row.stride)
    return {"y": y[0, 0], "depth": y.shape[1], "weights": 0}


def unpooling(row):
    x = image(row.x)
    return {"nearest": pool.nearest(x, row.factor)[0, 0],
            "nails": pool.bed_of_nails(x, row.factor)[0, 0]}


def remembered(row):
    y, places = pool.max_pool(image(row.x), row.kernel)
    back = pool.max_unpool(image(row.small), places, row.x.shape)
    return {"y": y[0, 0], "places": places[0, 0], "unpooled": back[0, 0]}


def sizes(row):
    params = conv.Params(np.ones((1, 1, row.kernel, row.kernel)),
                         np.zeros((1, 1)))
    x, small = (np.ones((1, 1, *s)) for s in (row.size, row.small))
    found = {f"stride{s}": conv.convolve(params, x, s, row.padding)
             for s in (1, 2)}
    found["transposed"] = conv.transposed(params, small, 2, row.padding,
                                          size=row.size)
    found["smallest"] = conv.transposed(params, small, 2, row.padding)
    return {name: list(y.shape[2:]) for name, y in found.items()}


def as_matrix(row):
    X = conv.as_matrix(row.w, len(row.a), row.stride, row.padding)
    padded = np.pad(row.a, ((row.padding, row.padding), (0, 0)))
    return {"X": X, "y": conv.by_matrix(X, padded),
            "transposed": conv.by_matrix(X.T, row.small)}


def dilated(row):
    X = conv.as_matrix(row.w, len(row.x), dilation=row.r)
    return {"y": conv.by_matrix(X, row.x),
            "plain": [sliding.receptive_field(row.kernels)],
            "dilated": [sliding.receptive_field(row.kernels,
                                                dilations=row.dilations)]}


def losses(row):
    return {"pixelwise": readout.cross_entropy(row.y_hat, row.y),
            "dice": overlap.dice(row.y_hat[1:] > 0.5, row.y[1:]),
            "soft": overlap.soft_dice(row.y_hat, row.y)}


def both_ways(row):
    patch, every, whole = patches.compared(*row.size)
    rng = np.random.default_rng(0)
    params, x = patches.start(rng), rng.normal(size=(1, 1, *row.size))
    far = patches.one_by_one(params, x) - patches.at_once(params, x)
    return {"patch": patch, "patches": every, "whole": whole,
            "different": int((abs(far) > 1e-9).sum())}


def down_and_up(row):
    rng, counts = np.random.default_rng(0), {}
    for name, (kind, *_) in segment.NETWORKS.items():
        counts[name.replace("no skips", "without")] = segment.count(
            segment.start(rng, kind, row.maps))
    run = segment.encode_decode(
        segment.start(rng, "encoder-decoder", row.maps),
        np.ones((1, 1, row.side, row.side), np.float32))
    return {**{name: list(run[name].shape[2:]) for name in
               ("h1", "h2", "h3", "u2", "u1", "z")}, **counts}


TRAINED = {}


def trained(row):
    if not TRAINED:
        with one_thread():
            TRAINED[0] = train(row)
    params, share = TRAINED[0]
    return {"parameters": segment.count(params),
            "reached": int(share >= row.least)}


def train(row):
    digits, rng = load_digits(), np.random.default_rng(0)
    params, optimizer = cnn.start(rng), Adam(row.learning_rate)
    memory = optimizer.start(params)
    for _ in range(row.passes):
        for x, y in cnn.batches(rng, digits.images, digits.labels,
                                row.batch):
            run = cnn.forward(params, x)
            dz = readout.loss_back(run.z, y)
            gradients, _ = cnn.backward(params, run, dz)
            params, memory = optimizer.update(params, gradients, memory)
    return params, cnn.accuracy(params, digits.test_images,
                                digits.test_labels)


COMPUTE = {
    "D-maxpool": pooling, "E-unpool": unpooling, "E-maxunpool": remembered,
    "E-transpose-2d": sizes, "E-transpose-1d": as_matrix,
    "E-dilated": dilated, "E-losses": losses, "E-patches": both_ways,
    "E-fcn": down_and_up, "D-train-cnn": trained,
}


def differences(row):
    computed = COMPUTE[row.id](row)
    return [name for name, value in row.expected.items()
            if not agree(computed[name], value, row.decimals)]


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(id):
    assert differences(worked(id)) == []


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows
    assert row.status == STATUS.get(id, "given")
    if row.reconstruction:
        assert "reconstruction" in row.note
    assert not row.printed


@pytest.mark.parametrize("id", COMPUTE)
def test_a_changed_number_is_noticed(id):
    row = worked(id)
    for name, value in row.expected.items():
        changed = copy.deepcopy(row)
        other = np.array(value, float)
        other.reshape(-1)[-1] += 1 if row.decimals is None else 0.001
        changed.expected[name] = other
        assert differences(changed) == [name]


def test_E_transpose_1d_in_letters_is_the_slide():
    def results(**options):
        shown = convolving.letters(**options).describe()
        return [row[0] for row in shown.items[0].steps[-1].rows]
    assert (results() + results(signal="ab", back=True)
            == list(worked("E-transpose-1d").lines))


def test_E_transpose_1d_is_that_of_torch():
    row = worked("E-transpose-1d")
    w = torch.tensor([[row.w]], dtype=torch.float64)
    whole = F.conv_transpose1d(torch.tensor(row.small.T[None]), w, stride=2,
                               output_padding=1)
    assert np.array_equal(whole[0].T, row.expected["transposed"])


def test_E_dilated_is_the_sum_of_the_slide():
    row = worked("E-dilated")
    said = [sum(row.x[i + row.r * k, 0] * w for k, w in enumerate(row.w))
            for i in range(5)]
    assert said == row.expected["y"].ravel().tolist()


# -- the pictures ------------------------------------------------------------

def test_every_picture_has_words():
    shown = [convolving.reach(), convolving.cone("stride 2"),
             convolving.up_and_down("nearest", 3, 3),
             convolving.strip({"image": np.eye(4)[None]}, notes=["an eye"]),
             convolving.falling([3, 2, 1, 0.5], 2)]
    for each in shown:
        assert each.svg().startswith("<svg") and len(each.text()) > 20


@pytest.mark.parametrize("stride, dilation, count", [(1, 1, 9), (2, 2, 9)])
def test_reach_says_what_the_kernel_sees(stride, dilation, count):
    said = convolving.reach(1, 1, 3, stride, 1, dilation)
    assert f"is reached by {count} inputs" in " ".join(said.text().split())


@pytest.mark.parametrize("stack, sees", [("plain", 7), ("dilated", 15)])
def test_the_cone_is_as_wide_as_the_receptive_field(stack, sees):
    said = " ".join(convolving.cone(stack, 7).text().split())
    assert f"output 7 sees {sees} of 16 inputs" in said


def test_a_cell_of_the_transpose_is_reached_by_one_two_or_four():
    for place, count in ((0, "1 input:"), (1, "4 inputs:")):
        said = convolving.spread(place, place).text()
        assert f"is reached by {count}" in " ".join(said.split())


def test_a_size_that_cannot_be_is_said_in_words():
    said = convolving.reach(kernel=5, padding=0, dilation=3).text()
    assert "This cannot be: kernel is 5" in said


def test_up_and_down_sees_where_the_maximum_stood():
    said = " ".join(convolving.up_and_down("max pooling", 1, 0).text().split())
    assert "Output (1, 0) = 7 is reached by 1 input: (3, 0)" in said
