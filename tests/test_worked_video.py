"""The rows of the ledger about captions and video, recomputed."""

import numpy as np
import pytest
from ledger_rows import RowTests

from rnnkit import shapes
from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.ledger import worked
from rnnkit.tasks import caption_scenes, captions, clips, video
from rnnkit.vision.segment import count


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


def spoken(row, v):
    """(h_0, scores, indices of the words) from features v."""
    params = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    h_0 = h = relu(row.W_hv @ v)
    word, scores, said = 0, [], []
    while row.words[word] != "END" and len(said) < 9:
        x = readout.one_hot([word], len(row.words))
        h = rnn.step(params, x, h, phi=relu).h
        scores.append(readout.linear(readout.Params(row.W_yh, row.b_y), h))
        word = int(scores[-1].argmax())
        said.append(word)
    return h_0, np.array(scores), column(said)


def told(row):
    h_0, z, said = spoken(row, row.v)
    return {"h_0": h_0, "z": z, "said": said,
            "cat": spoken(row, row.other)[2]}


def captioned(row):
    side, sides = row.image, []
    for n in range(1, len(row.channels)):
        side = shapes.conv_size(side, 3, padding="same")
        if n in row.after:
            side = shapes.conv_size(side, 2, 2)
            sides.append(side)
    flat = row.channels[-1] * side * side
    layers = shapes.dense(flat, *row.dense)
    rng = np.random.default_rng(0)
    data = caption_scenes.album(rng, caption_scenes.SEEN, row.images)
    eye = captions.train_eye(data.images, data.scenes)
    net, _ = captions.train(captions.start(rng, eye=eye), data.images,
                            data.x, data.y)
    scenes = caption_scenes.UNSEEN * 4
    images = caption_scenes.draw(scenes, np.random.default_rng(1))
    exact = [captions.score(net, images, scenes, width).exact
             for width in (1, row.width)]
    return {"sides": column(sides), "flat": flat,
            "convolutions": shapes.conv(row.channels, 3).total,
            "dense": layers.total,
            "features": layers.shapes["b2"][0],
            "scenes": len(caption_scenes.SCENES),
            "unseen": len(caption_scenes.UNSEEN),
            "parameters": count(net), "reached": int(exact[0] >= row.least),
            "beam": int(exact[1] >= row.least)}


def filmed(row):
    rng = np.random.default_rng(0)
    data = clips.clips(rng, row.clips)
    test = clips.clips(np.random.default_rng(1), 400)
    net, _ = video.train(video.start(rng), data)
    single, _ = video.train(video.start(rng), data, 150, 64, frames=1)
    run = video.forward(net, test.frames[:, :1])

    def right(params, frames):
        return np.mean(video.activities(params, frames) == test.activities)
    share = right(net, test.frames)
    mixed = right(net, video.shuffled(rng, test.frames))
    one = right(single, video.one_frame(rng, test.frames))
    return {"v": [len(run.s), *run.through.steps[0].x.shape],
            "h": run.through.hs.shape, "s": run.s.shape, "z": run.z.shape,
            "parameters": count(net), "clip": int(share >= row.most),
            "single": int(one < row.few), "mixed": int(mixed < share / 2)}


COMPUTE = {"B-caption": told, "C-caption": captioned, "C-video": filmed}


class TestRows(RowTests):
    COMPUTE = COMPUTE


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_where_it_comes_from(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows and row.note
    assert row.status == "given" and not row.printed


def test_the_caption_is_the_sentence_of_the_slide():
    row = worked("B-caption")
    said = [row.words[int(k)] for k in row.expected["said"].ravel()]
    assert " ".join(said) == "the dog is hiding END"
