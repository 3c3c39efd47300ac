"""Generated scenes with one shape, and the words for them.

    scene    size, color, shape, row, side         large red ring top left
    caption  an opening, and those words           there is a large red …

| symbol | shape          | what                                     |
|--------|----------------|------------------------------------------|
| images | (N, 3, S, S)   | red, green and blue, from 0 to 1         |
| x, y   | (T, N)         | words read, words to come, as indices    |

Several people describe the scenes, and not all begin alike: OPENINGS, with
the CHANCES of each. There are 96 different scenes. One in four is held out:
no training image shows it. Every pair of its words is in other scenes.
"""
from itertools import product
from typing import NamedTuple

import numpy as np

SIZES = {"large": (3.8, 4.4), "small": (1.9, 2.5)}       # half a side
COLORS = {"red": (1, 0.4, 0.35), "green": (0.35, 0.85, 0.45),
          "blue": (0.4, 0.55, 1), "yellow": (1, 0.9, 0.4)}
SHAPES = ("square", "ring", "cross")
ROWS, SIDES = ("top", "bottom"), ("left", "right")
OPENINGS = ("a", "there is a", "there lies a", "there sits a")
CHANCES = (0.4, 0.2, 0.2, 0.2)
SIDE = 20


class Scene(NamedTuple):
    """What there is to say of an image."""
    size: str = "large"
    color: str = "red"
    shape: str = "ring"
    row: str = "top"
    side: str = "left"


VALUES = Scene(tuple(SIZES), tuple(COLORS), SHAPES, ROWS, SIDES)
SCENES = tuple(Scene(*words) for words in product(*VALUES))
WORDS = ("START", "END", "a", "there", "is", "lies", "sits",
         *(word for values in VALUES for word in values))
START, END = 0, 1


def held_out(scene):
    """Whether a scene is kept for the test: one in four is."""
    return sum(values.index(word)
               for values, word in zip(VALUES, scene)) % 4 == 0


SEEN = tuple(scene for scene in SCENES if not held_out(scene))
UNSEEN = tuple(scene for scene in SCENES if held_out(scene))


# Words ----------------------------------------------------------------------
def caption(scene, opening="a"):
    """Return the words of a caption, a tuple.

    >>> " ".join(caption(Scene(), "there is a"))
    'there is a large red ring top left'
    """
    return (*opening.split(), *scene)


def captions(scene):
    """Return all captions that are right for a scene."""
    return tuple(caption(scene, opening) for opening in OPENINGS)


def encode(texts):
    """Return (x, y), (T, N) each: the words read and the words to come.

    x begins with START; y ends with END, again and again where others are
    longer. Raises ValueError for a word that is not in WORDS.
    """
    for text in texts:
        for word in text:
            if word not in WORDS:
                raise ValueError(f"{word!r} is not in the vocabulary: the "
                                 f"words are {', '.join(WORDS[2:])}")
    longest = max(map(len, texts))
    y = np.full((longest + 1, len(texts)), END)
    for n, text in enumerate(texts):
        y[:len(text), n] = [WORDS.index(word) for word in text]
    x = np.concatenate([np.full((1, len(texts)), START), y[:-1]])
    return x, y


def decode(tokens):
    """Return the words of tokens up to END, a tuple."""
    tokens = list(tokens)
    end = tokens.index(END) if END in tokens else len(tokens)
    return tuple(WORDS[token] for token in tokens[:end])


# Images ---------------------------------------------------------------------
def draw(scenes, rng=None, side=SIDE, noise=0.05):
    """Return images (N, 3, side, side) of scenes, no two alike.

    rng: where in its corner a shape stands and how large it is; None: in the
    middle, of middle size, without noise. Raises ValueError for no scenes,
    for words that no scene has, and where the shapes would not fit.
    """
    scenes = [checked(scene) for scene in scenes]
    if not scenes:
        raise ValueError("there are no scenes to draw")
    if side < 18:
        raise ValueError(f"side is {side}: the shapes need 18 pixels or more")
    images = np.zeros((len(scenes), 3, side, side), np.float32)
    for image, scene in zip(images, scenes):
        luck = (0.5, 0.5, 0.5) if rng is None else rng.uniform(size=3)
        image += paint(scene, luck, side)
    if rng is not None:
        images += noise * rng.normal(size=images.shape).astype(np.float32)
    return images


def paint(scene, luck, side):
    """Return one image (3, side, side); luck: three numbers from 0 to 1."""
    low, high = SIZES[scene.size]
    radius = low + (high - low) * luck[0]
    row, column = (side * (0.25 + 0.5 * place) - 0.5 + 1.2 * (shift - 0.5)
                   for place, shift in
                   ((ROWS.index(scene.row), luck[1]),
                    (SIDES.index(scene.side), luck[2])))
    down = np.arange(side)[:, None] - row
    right = np.arange(side) - column
    inside = np.clip(0.5 - outside(scene.shape, down, right, radius), 0, 1)
    return np.reshape(COLORS[scene.color], (3, 1, 1)) * inside


def outside(shape, down, right, radius):
    """Return how far each pixel is outside of a shape; below 0 inside."""
    if shape == "ring":
        return abs(np.sqrt(down ** 2 + right ** 2) - radius + 0.5) - 0.7
    down, right = abs(down), abs(right)
    if shape == "square":
        return np.maximum(down, right) - 0.9 * radius
    return np.maximum(np.minimum(down, right) - 1.0,
                      np.maximum(down, right) - radius)


def checked(scene):
    """Return a Scene, or raise ValueError for words that none has."""
    scene = Scene(*scene)
    for name, word, values in zip(Scene._fields, scene, VALUES):
        if word not in values:
            raise ValueError(f"{name} is {word!r}: it is one of "
                             f"{', '.join(values)}")
    return scene


class Album(NamedTuple):
    """Images, what is in each, and what one person said of it."""
    images: np.ndarray
    scenes: list
    x: np.ndarray
    y: np.ndarray


def album(rng, scenes, count, side=SIDE):
    """Return an Album of `count` images, each of one of the scenes.

    Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}: at least 1 image is needed")
    chosen = [scenes[n] for n in rng.integers(0, len(scenes), count)]
    openings = rng.choice(len(OPENINGS), count, p=CHANCES)
    texts = [caption(scene, OPENINGS[n])
             for scene, n in zip(chosen, openings)]
    return Album(draw(chosen, rng, side), chosen, *encode(texts))
