"""Generated clips of one moving shape, and what it does.

    activity   of a whole clip: one of eight
    motion     of a frame: how the shape changed since the frame before

| symbol     | shape           | what                                     |
|------------|-----------------|------------------------------------------|
| frames     | (T, B, 1, S, S) | gray, from 0 to 1                        |
| activities | (B,)            | indices of ACTIVITIES                    |
| motions    | (T, B)          | indices of MOTIONS; at the first frame,  |
|            |                 | that of the second, which nobody can see |

A frame taken at random says nothing: of a clip that moves left, and of one
that moves right or stays, it looks the same. (A frame known to be the first
does: what goes right begins on the left.) A shape that bounces turns round
on its way.
"""
from typing import NamedTuple

import numpy as np

MOTIONS = ("left", "right", "up", "down", "grows", "shrinks", "stays")
ACTIVITIES = (*MOTIONS, "bounces")
SIDE, FRAMES = 16, 8
FORMS = ("disc", "square")
WAYS = {"left": ("right", -1), "right": ("right", 1), "up": ("down", -1),
        "down": ("down", 1), "grows": ("radius", 1),
        "shrinks": ("radius", -1)}
LOW = {"right": 4.0, "down": 4.0, "radius": 1.8}      # as far as it goes
SPEED = {"right": (0.7, 1.0), "down": (0.7, 1.0), "radius": (0.25, 0.35)}
ROOM = {"right": 7.0, "down": 7.0, "radius": 2.45}


class Clips(NamedTuple):
    """Clips with the activity of each, and the motion of each frame."""
    frames: np.ndarray
    activities: np.ndarray
    motions: np.ndarray


def clips(rng, count, noise=0.05):
    """Return Clips of activities drawn at random.

    Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}: at least 1 clip is needed")
    activities = rng.integers(0, len(ACTIVITIES), count)
    made = [clip(rng, ACTIVITIES[k], noise) for k in activities]
    return Clips(np.stack([frames for frames, _ in made], axis=1), activities,
                 np.stack([motions for _, motions in made], axis=1))


def clip(rng, activity, noise=0.05):
    """Return (frames (T, 1, S, S), motions (T,)) of one clip.

    Raises ValueError for an activity that is not in ACTIVITIES.
    """
    if activity not in ACTIVITIES:
        raise ValueError(f"activity is {activity!r}: it is one of "
                         f"{', '.join(ACTIVITIES)}")
    motions = moves(rng, activity)
    path = {axis: track(rng, axis, motions) for axis in LOW}
    form = FORMS[rng.integers(len(FORMS))]
    frames = np.stack([frame(form, *(path[axis][t] for axis in LOW))
                       for t in range(FRAMES)])
    frames += noise * rng.normal(size=frames.shape)
    return (frames[:, None].astype(np.float32),
            np.array([MOTIONS.index(motion) for motion in motions]))


def moves(rng, activity):
    """Return the motion of each frame since the one before."""
    if activity != "bounces":
        return [activity] * FRAMES
    there, back = ("left", "right"), ("up", "down")
    there, back = (there, back)[rng.integers(2)][::rng.choice((1, -1))]
    turn = rng.integers(4, 6)
    return [there] * turn + [back] * (FRAMES - turn)


def track(rng, axis, motions):
    """Return where a shape is along an axis (or its radius), frame by frame.

    On an axis along which nothing moves it is drawn as it would be in a
    frame, taken at random, of a clip that does move along it.
    """
    signs = [WAYS[m][1] if WAYS.get(m, "")[:1] == (axis,) else 0
             for m in motions]
    still = not any(signs)
    if still:
        signs = [rng.choice((1, -1))] * FRAMES
    speed = rng.uniform(*SPEED[axis])
    places = speed * np.cumsum([0, *signs[1:]])
    places -= places.min()
    places += LOW[axis] + rng.uniform(0, ROOM[axis] - places.max())
    return np.full(FRAMES, rng.choice(places)) if still else places


def frame(form, column, row, radius):
    """Return one frame (S, S) without noise."""
    down = np.arange(SIDE)[:, None] - row
    right = np.arange(SIDE) - column
    out = (np.sqrt(down ** 2 + right ** 2) - radius if form == "disc" else
           np.maximum(abs(down), abs(right)) - 0.9 * radius)
    return np.clip(0.5 - out, 0, 1)
