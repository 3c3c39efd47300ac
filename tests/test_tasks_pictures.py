"""Captions and video: scenes, clips, gradients of the joined networks, that
they learn, what is refused, and the pictures for the reader."""
import time

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from rnnkit.gradients import gradcheck
from rnnkit.play import scenes as drawn
from rnnkit.tasks import caption_scenes as words
from rnnkit.tasks import captions, clips, video
from rnnkit.train import tree
from rnnkit.vision import cnn

from torch_oracle import tensor


def rng(seed=0):
    return np.random.default_rng(seed)


def lively(params, seed=3):
    """The same parameters with biases that are not 0, in float64."""
    luck = rng(seed)
    return tree.apply(lambda a: (a + 0.1 * luck.normal(size=a.shape)).astype(
        np.float64), params)


# -- scenes and their words --------------------------------------------------

def test_one_scene_in_four_is_held_out_and_its_pairs_are_seen():
    assert len(words.SCENES) == 96 == len(words.SEEN) + len(words.UNSEEN)
    assert len(words.UNSEEN) == 24 and not set(words.SEEN) & set(words.UNSEEN)
    for a in range(5):
        for b in range(a):
            pairs = {(s[a], s[b]) for s in words.SCENES}
            assert pairs == {(s[a], s[b]) for s in words.SEEN}


def test_an_album_shows_only_the_scenes_given():
    made = words.album(rng(), words.SEEN, 200)
    assert made.images.shape == (200, 3, 20, 20)
    assert set(made.scenes) <= set(words.SEEN)
    assert made.x.shape == made.y.shape == (9, 200)
    assert (made.x[0] == words.START).all() and (made.y[-1] == 1).all()
    for n, scene in enumerate(made.scenes):
        assert words.decode(made.y[:, n]) in words.captions(scene)
    assert np.array_equal(made.x[1:], made.y[:-1])


def test_words_there_and_back():
    text = words.caption(words.Scene(), "there is a")
    x, y = words.encode([text, words.caption(words.Scene())])
    assert words.decode(y[:, 0]) == text
    assert words.decode(y[:, 1]) == words.captions(words.Scene())[0]
    assert words.decode([2, 7]) == ("a", "large")        # cut off: no END


@pytest.mark.parametrize("place", range(96))
def test_a_scene_is_where_and_what_it_says(place):
    scene = words.SCENES[place]
    image = words.draw([scene])[0]
    top, bottom = image[:, :10].sum(), image[:, 10:].sum()
    left, right = image[:, :, :10].sum(), image[:, :, 10:].sum()
    assert (top > bottom) == (scene.row == "top")
    assert (left > right) == (scene.side == "left")
    colors = image.reshape(3, -1).max(axis=1)
    assert np.allclose(colors, words.COLORS[scene.color], atol=1e-6)
    small = words.draw([scene._replace(size="small")])[0]
    large = words.draw([scene._replace(size="large")])[0]
    assert large.sum() > 1.5 * small.sum()


@pytest.mark.parametrize("call, message", [
    (lambda: words.draw([]), "no scenes to draw"),
    (lambda: words.draw([words.Scene(color="pink")]), "color is 'pink'"),
    (lambda: words.draw([words.Scene()], side=12), "side is 12"),
    (lambda: words.album(rng(), words.SEEN, 0), "count is 0"),
    (lambda: words.encode([("a", "huge")]), "'huge' is not in the voc"),
    (lambda: clips.clips(rng(), 0), "count is 0"),
    (lambda: clips.clip(rng(), "flies"), "activity is 'flies'"),
])
def test_what_data_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# -- captions ----------------------------------------------------------------

def small_captioner():
    params = lively(captions.start(rng(), hidden=5, maps=(2, 3)))
    images = words.draw(words.SCENES[:3], rng(1)).astype(np.float64)
    x, y = words.encode([words.captions(s)[n] for n, s in
                         enumerate(words.SCENES[:3])])
    return params, images, x, y


def gru_of_torch(p, x, h):
    """A step of the GRU, written with torch."""
    W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh = p
    r = torch.sigmoid(W_rx @ x + W_rh @ h + b_r)
    z = torch.sigmoid(W_zx @ x + W_zh @ h + b_z)
    n = torch.tanh(W_nx @ x + b_n + r * (W_nh @ h + b_nh))
    return (1 - z) * n + z * h


def cnn_of_torch(p, images):
    for layer in (p.first, p.second):
        images = F.max_pool2d(F.relu(F.conv2d(
            images, layer.W, layer.b[:, 0], padding=1)), 2)
    return p.output.W_yh @ images.flatten(1).T + p.output.b_y


def compare(loss, params, ours):
    """Assert that all our gradients are those of torch."""
    loss.backward()
    for (name, mine), (_, leaf) in zip(tree.leaves(ours), leaves(params)):
        assert abs(mine - leaf.grad.numpy()).max() < 1e-9, name


def leaves(params, name=""):
    if not isinstance(params, tuple):
        return [(name, params)]
    return [leaf for part in params for leaf in leaves(part)]


def test_captions_from_words_to_pixels_are_those_of_torch():
    params, images, x, y = small_captioner()
    mine, ours = captions.learn(params, images, x, y)
    theirs = tree.apply(tensor, params)
    h = torch.tanh(cnn_of_torch(theirs.cnn, torch.tensor(images)))
    loss = 0
    for x_t, y_t in zip(x, y):
        one = F.one_hot(torch.tensor(x_t), len(words.WORDS)).T.double()
        h = gru_of_torch(theirs.cell, one, h)
        z = theirs.output.W_yh @ h + theirs.output.b_y
        loss = loss + F.cross_entropy(z.T, torch.tensor(y_t))
    assert abs(mine - loss.item()) < 1e-9
    compare(loss, theirs, ours)


def test_the_naming_loss_has_its_gradient():
    z = rng().normal(size=(13, 4))
    labels = captions.labels_of(words.SCENES[:4])
    _, dz = captions.name_back(z, labels)
    assert gradcheck(lambda z: captions.name_back(z, labels)[0], z, dz).ok


def test_training_on_features_is_training_with_the_cnn_held_still():
    params, images, x, y = small_captioner()
    _, whole = captions.learn(params, images, x, y)
    v = cnn.forward(params.cnn, images).z
    f = captions.features(params, images)
    assert np.allclose(params.cnn.output.W_yh @ f + params.cnn.output.b_y, v)
    after, losses = captions.train(params, images, x, y, steps=30, batch=3,
                                   learning_rate=0.02)
    assert losses[-1] < losses[0]
    assert np.array_equal(after.cnn.first.W, params.cnn.first.W)
    assert not np.array_equal(after.cnn.output.W_yh, params.cnn.output.W_yh)


@pytest.mark.parametrize("shape", [(2, 3, 24, 24), (2, 3, 16, 16),
                                   (2, 1, 20, 20), (3, 20, 20),
                                   (0, 3, 20, 20)])
def test_a_scene_of_another_size_is_refused(shape):
    params = captions.start(rng(), hidden=4, maps=(2, 3))
    with pytest.raises(ValueError, match="the network was made for .B, 3, 20"):
        captions.features(params, np.zeros(shape))


def test_a_wider_scene_needs_a_wider_network_and_then_goes():
    params = captions.start(rng(), side=24, hidden=4, maps=(2, 3))
    image = words.draw([words.Scene()], side=24)[0]
    assert set(captions.describe(params, image)) <= set(words.WORDS)


def test_beams_of_every_width():
    params, images, *_ = small_captioner()
    for width in (0, -1, 2.5):
        with pytest.raises(ValueError, match="width is"):
            captions.describe(params, images[0], width)
    wide = captions.candidates(params, images[0], 50, longest=3)
    assert len(wide) == 50                  # more than the 20 words
    chances = [each.log_prob for each in wide]
    assert chances == sorted(chances, reverse=True)
    one, = captions.candidates(params, images[0], 1)
    assert captions.describe(params, images[0]) == words.decode(one.tokens)


def test_what_was_expected_is_what_the_beam_multiplied():
    params, images, *_ = small_captioner()
    best = captions.candidates(params, images[0], 4, longest=9)[0]
    text = words.decode(best.tokens)
    p = captions.expected(params, images[0], text)
    assert p.shape == (len(text) + 1, 20) and np.allclose(p.sum(axis=1), 1)
    tokens = [*best.tokens, words.END][:len(best.tokens) + best.finished]
    total = sum(np.log(row[k]) for row, k in zip(p, tokens))
    assert abs(total - best.log_prob) < 1e-9


def test_the_score_counts_captions_and_words(monkeypatch):
    scene = words.Scene()
    said = [words.captions(scene)[1],
            ("a", "large", "blue", "ring", "top", "left")]
    monkeypatch.setattr(captions, "describe", lambda p, image, w: said[image])
    found = captions.score(None, [0, 1], [scene, scene])
    assert found.exact == 0.5
    assert found.by_word == pytest.approx((1 + 5 / 6) / 2)
    assert captions.same(("a", "b"), ("a", "b", "c", "d")) == 0.5


# -- video -------------------------------------------------------------------

def test_clips_do_what_they_say():
    made = clips.clips(rng(), 64, noise=0)
    assert made.frames.shape == (8, 64, 1, 16, 16)
    assert set(made.activities) == set(range(8))
    place = np.arange(16)
    total = made.frames.sum(axis=(2, 3, 4))
    across = (made.frames.sum(axis=(2, 3)) @ place) / total
    down = (made.frames.sum(axis=(2, 4)) @ place) / total
    for (measure, step), motion in zip(
            ((across, -.5), (across, .5), (down, -.5), (down, .5),
             (total, 1), (total, -1)), range(6)):
        moved = np.diff(measure, axis=0)[made.motions[1:] == motion]
        assert (moved * np.sign(step) > abs(step)).all()
    still = made.frames[:, made.activities == 6]
    assert (still == still[0]).all()
    bounces = made.motions[:, made.activities == 7]
    assert all(len(set(each)) == 2 for each in bounces.T)


def small_network():
    params = lively(video.start(rng(), features=3, hidden=4, maps=(2, 2)))
    made = clips.clips(rng(1), 3)
    return params, made._replace(frames=made.frames[:4].astype(np.float64),
                                 motions=made.motions[:4])


def test_video_from_the_activity_to_the_pixels_is_that_of_torch():
    params, made = small_network()
    mine, ours = video.learn(params, *made)
    theirs = tree.apply(tensor, params)
    h, loss = torch.zeros(4, 3, dtype=torch.float64), 0
    for frames, motions in zip(made.frames, made.motions):
        v = cnn_of_torch(theirs.cnn, torch.tensor(frames))
        h = gru_of_torch(theirs.cell, v, h)
        s = theirs.motion.W_yh @ h + theirs.motion.b_y
        loss = loss + F.cross_entropy(s.T, torch.tensor(motions)) / 4
    z = theirs.activity.W_yh @ h + theirs.activity.b_y
    loss = loss + F.cross_entropy(z.T, torch.tensor(made.activities))
    assert abs(mine - loss.item()) < 1e-9
    compare(loss, theirs, ours)


def test_one_frame_is_a_clip_too():
    params, made = small_network()
    run = video.forward(params, made.frames[:1])
    assert run.s.shape == (1, 7, 3) and run.z.shape == (8, 3)
    whole = video.forward(params, made.frames)
    assert np.allclose(whole.s[0], run.s[0])
    motion, activity = video.verdicts(params, made.frames[:, 0])
    assert motion.shape == (4, 7) and activity.shape == (4, 8)
    assert np.allclose(activity[0].argmax(), run.z[:, 0].argmax())


@pytest.mark.parametrize("shape, message", [
    ((0, 2, 1, 16, 16), "one frame or more"),
    ((3, 0, 1, 16, 16), "one clip or more"),
    ((8, 1, 16, 16), "five axes"),
    ((8, 2, 1, 20, 20), "made for .T, B, 1, 16, 16"),
    ((8, 2, 3, 16, 16), "made for .T, B, 1, 16, 16")])
def test_what_a_network_for_clips_refuses(shape, message):
    with pytest.raises(ValueError, match=message):
        video.forward(video.start(rng()), np.zeros(shape))


def test_shuffled_clips_have_the_same_frames():
    frames = np.arange(24.0).reshape(8, 3, 1, 1, 1)
    mixed = video.shuffled(rng(), frames)
    assert np.array_equal(np.sort(mixed, axis=0), frames)
    assert not np.array_equal(mixed, frames)
    one = video.one_frame(rng(), frames)
    assert one.shape == (1, 3, 1, 1, 1)
    assert [int(v) % 3 for v in one.ravel()] == [0, 1, 2]


def test_played_backward_a_clip_of_a_motion_is_one_of_the_opposite():
    """The one-frame baseline is fair: left and right show the same frames."""
    for there, back in (("left", "right"), ("up", "down"),
                        ("grows", "shrinks")):
        sums = [np.mean([clips.clip(rng(n), name, 0)[0] for n in range(300)],
                        axis=(0, 1, 2)) for name in (there, back)]
        assert abs(sums[0] - sums[1]).max() < 0.1


# -- what the reader sees ----------------------------------------------------

@pytest.fixture(scope="module")
def captioner():
    return captions.start(rng())


@pytest.fixture(scope="module")
def watcher():
    return video.start(rng())


def test_pictures_have_words(captioner, watcher):
    images = words.draw(words.SCENES[:5], rng())
    texts = [words.caption(s, "there is a") for s in words.SCENES[:5]]
    for shown in (drawn.album(images, texts), drawn.tell(captioner)(),
                  drawn.watch(watcher)(),
                  drawn.by_frame({"share": [.1, .5, .9]})):
        assert shown.svg().startswith("<svg") and len(shown.text()) > 30
    assert texts[0][4] in drawn.album(images, texts).text()
    texts[2] = (*texts[2][:-1], "nowhere")
    marked = drawn.album(images, texts, words.SCENES[:5]).text()
    assert marked.count("✗") == 1
    assert "nowhere ✗" in " ".join(marked.split())
    table = drawn.mixed_up([0, 1, 7], [0, 0, 7]).text()
    assert "bounces" in table and "taken for" in table
    assert len(drawn.ranked(captioner, images[0], 3).text().splitlines()) > 3


def test_the_picture_says_what_the_network_says(captioner):
    said = " ".join(drawn.tell(captioner)("small", "blue", "cross").text()
                    .split())
    scene = words.Scene("small", "blue", "cross")
    text = captions.describe(captioner, words.draw([scene])[0])
    assert f"“{' '.join(text)}”" in said and "training" in said


def test_a_clip_is_watched_up_to_a_frame(watcher):
    draw = drawn.watch(watcher)
    few, all_ = (draw("left", "in order", n).text() for n in (2, 8))
    assert "After 2 of 8 frames" in few and "After 8 of 8 frames" in all_
    assert draw("left", "backward", 8).text() != all_
    assert draw("left", "shuffled", 3).text()


def test_an_event_takes_a_few_milliseconds(captioner, watcher):
    for draw, given in ((drawn.tell(captioner), {"search": "beam of 3"}),
                        (drawn.watch(watcher), {"seen": 5})):
        draw(**given).html()
        took = []
        for _ in range(9):
            begin = time.perf_counter()
            draw(**given).html()
            took.append(time.perf_counter() - begin)
        print(draw, np.min(took) * 1000)
        assert np.min(took) < 0.015
