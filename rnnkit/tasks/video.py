"""Frames in, an activity out: many to one; and a word a frame: many to many.

    v_t = W_yh f_t + b_y        features of frame t, by the small CNN of
                                chapter 15; the same weights for each frame
    h_t = GRU(v_t, h_{t−1})
    s_t = W_yh h_t + b_y        scores of the motion at frame t
    z   = W_yh h_T + b_y        scores of the activity, after the last frame
    L   = loss(z) + Σ_t loss(s_t) / T

Each line has weights of its own; only v_t and h_t use theirs T times.

| symbol | shape           | what                                         |
|--------|-----------------|----------------------------------------------|
| frames | (T, B, 1, S, S) | B clips of T frames                          |
| v      | (T, F, B)       | features                                     |
| h      | (T, H, B)       | hidden states                                |
| s      | (T, M, B)       | a score for each motion, at each frame       |
| z      | (K, B)          | a score for each activity                    |

Deck C: C-video; after Donahue et al. 2015.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import gru, readout
from rnnkit.train import Adam, one_thread
from rnnkit.vision import cnn

from .clips import ACTIVITIES, MOTIONS, SIDE


class Params(NamedTuple):
    """The parameters of the four parts, or the gradients."""
    cnn: cnn.Params
    cell: gru.Params
    motion: readout.Params
    activity: readout.Params


class Run(NamedTuple):
    """What the forward pass computed, the cache of the backward pass."""
    seen: cnn.Run
    through: bptt.Forward
    s: np.ndarray
    z: np.ndarray


def start(rng, side=SIDE, features=16, hidden=32, maps=(4, 8),
          dtype=np.float32):
    """Return random Params for frames (1, side, side)."""
    def drawn(rows, columns):
        return (rng.normal(size=(rows, columns))
                * columns ** -0.5).astype(dtype)

    def out(K):
        return readout.Params(drawn(K, hidden), np.zeros((K, 1), dtype))

    cell = gru.Params(*(
        np.zeros((hidden, 1), dtype) if name[0] == "b" else
        drawn(hidden, features if name[-1] == "x" else hidden)
        for name in gru.Params._fields))
    return Params(cnn.start(rng, (1, side, side), maps, features, dtype),
                  cell, out(len(MOTIONS)), out(len(ACTIVITIES)))


def forward(params, frames):
    """Return the Run of clips (T, B, 1, S, S), of any length from 1.

    Raises ValueError for a clip without a frame and for frames of another
    size than the network's.
    """
    T, B = checked(params, frames)
    seen = cnn.forward(params.cnn, frames.reshape(-1, *frames.shape[2:]))
    v = seen.z.reshape(-1, T, B).swapaxes(0, 1)
    through = bptt.forward(gru, params.cell, v)
    s = readout.linear(params.motion, through.hs)
    z = readout.linear(params.activity, through.hs[-1])
    return Run(seen, through, s, z)


def backward(params, run, ds, dz):
    """Return Params of gradients from ds = ∂L/∂s and dz = ∂L/∂z."""
    hs = run.through.hs
    dmotion, dhs = readout.linear_back(params.motion, hs, ds)
    dactivity, dh_T = readout.linear_back(params.activity, hs[-1], dz)
    dhs[-1] += dh_T
    back = bptt.backward(gru, params.cell, run.through, dhs)
    dv = back.dxs.swapaxes(0, 1).reshape(run.seen.z.shape)
    dcnn, _ = cnn.backward(params.cnn, run.seen, dv)
    return Params(dcnn, back.dparams, dmotion, dactivity)


def checked(params, frames):
    """Return (T, B), or raise ValueError for what are no clips."""
    shape = np.shape(frames)
    if len(shape) != 5:
        raise ValueError(f"frames is {shape}: clips have five axes, (T, B, "
                         "1, S, S); for one clip write frames[:, None]")
    if not shape[0] or not shape[1]:
        raise ValueError(f"frames is {shape}: a clip has one frame or more, "
                         "and there is one clip or more")
    maps = params.cnn.first.W.shape[1]
    flat = params.cnn.output.W_yh.shape[1] // len(params.cnn.second.W)
    side = 4 * round(flat ** 0.5)
    if shape[2:] != (maps, side, side):
        raise ValueError(f"frames is {shape} but the network was made for "
                         f"(T, B, {maps}, {side}, {side})")
    return shape[:2]


# Learning -------------------------------------------------------------------
def learn(params, frames, activities, motions):
    """Return (loss, Params of gradients)."""
    run, T = forward(params, frames), len(frames)
    loss = (readout.loss(run.z, activities)
            + readout.loss(run.s, motions) / T)
    dz = readout.loss_back(run.z, activities)
    ds = readout.loss_back(run.s, motions) / T
    dtype = run.s.dtype
    return loss, backward(params, run, ds.astype(dtype), dz.astype(dtype))


def train(params, clips, steps=400, batch=16, learning_rate=0.01, seed=0,
          frames=None):
    """Return (new Params, losses); the last third of the steps with a fifth
    of the learning rate.

    frames: 1 to show only one frame of each clip, taken at random.
    """
    rng, rule, losses = np.random.default_rng(seed), Adam(learning_rate), []
    memory = rule.start(params)
    with one_thread():
        for n in range(steps):
            if 3 * n >= 2 * steps:
                rule = Adam(learning_rate / 5)
            some = rng.integers(0, len(clips.activities), batch)
            part = clips.frames[:, some], clips.motions[:, some]
            if frames == 1:
                part = [one_frame(rng, each) for each in part]
            loss, grads = learn(params, part[0], clips.activities[some],
                                part[1])
            params, memory = rule.update(params, grads, memory)
            losses.append(float(loss))
    return params, losses


# What comes out -------------------------------------------------------------
def one_frame(rng, frames):
    """Return clips of a single frame, (1, B, …), each taken at random."""
    T, B = frames.shape[:2]
    return frames[rng.integers(0, T, B), np.arange(B)][None]


def shuffled(rng, frames):
    """Return clips with the frames of each in a random order."""
    T, B = frames.shape[:2]
    order = rng.permuted(np.tile(np.arange(T)[:, None], (1, B)), axis=0)
    return frames[order, np.arange(B)]


def activities(params, frames):
    """Return the activity of each clip with the highest score, (B,)."""
    return forward(params, frames).z.argmax(axis=0)


def motions(params, frames):
    """Return the motion of each frame with the highest score, (T, B)."""
    return forward(params, frames).s.argmax(axis=1)


def verdicts(params, frames):
    """Return (ŷ of the motion (T, M), ŷ of the activity (T, K)) for one clip
    (T, 1, S, S): at each frame what has been seen up to there."""
    run = forward(params, np.asarray(frames)[:, None])
    z = readout.linear(params.activity, run.through.hs)
    return tuple(readout.softmax(each)[:, :, 0] for each in (run.s, z))
