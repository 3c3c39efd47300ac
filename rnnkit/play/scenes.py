"""Pictures that are told in words, and clips that are watched.

    album(images, texts)     images with their captions
    tell(params)             a scene, and its caption word by word
    ranked(params, image)    captions by beam search, best first
    watch(params)            a clip, and the verdict at each frame
    by_frame(series)         how often a frame is named right
    mixed_up(truth, found)   which activity is taken for which

No mathematics here: probabilities come from rnnkit.tasks.captions and
rnnkit.tasks.video.
"""
import numpy as np

from rnnkit.show import chart, svg
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.tasks import caption_scenes, captions, video
from rnnkit.tasks.clips import ACTIVITIES, FRAMES, MOTIONS, SIDE, clip

from .convolving import small

LEVELS = 8                  # shades of a color: equal pixels are drawn at once
ROW = 34


# Images ---------------------------------------------------------------------
def colored(image, x, y, pixel):
    """Return an image (3, S, S) as rectangles; equal neighbors are one."""
    shades = np.clip(np.round(image * LEVELS), 0, LEVELS) / LEVELS
    side = image.shape[1] * pixel
    parts = [svg.rect(x, y, side, side, fill="#000")]
    for row, line in enumerate(np.moveaxis(shades, 0, -1)):
        edges = np.flatnonzero(np.any(np.diff(line, axis=0), axis=1)) + 1
        for begin, end in zip([0, *edges], [*edges, len(line)]):
            if line[begin].any():
                parts.append(svg.rect(
                    x + float(begin * pixel), y + float(row * pixel),
                    float((end - begin) * pixel), float(pixel),
                    fill=hexed(line[begin])))
    return parts


def hexed(color):
    """Return red, green and blue from 0 to 1 as "#rrggbb"."""
    return "#" + "".join(f"{round(255 * float(c)):02x}" for c in color)


def album(images, texts, scenes=None, pixel=7, columns=4):
    """Return images with their captions, a tuple of words each, below.

    scenes: what is in them; then a caption that is not right is marked.
    """
    side, texts = images.shape[-1] * pixel, list(texts)
    wide, tall, parts = max(side, 164) + 14, side + 62, []
    for n, scene in enumerate(scenes or ()):
        if texts[n] not in caption_scenes.captions(scene):
            texts[n] = (*texts[n], "✗")
    for n, (image, text) in enumerate(zip(images, texts)):
        x, y = 8 + n % columns * wide, 8 + n // columns * tall
        parts += colored(image, x, y, pixel)
        for line, words in enumerate(halves(text)):
            parts.append(svg.text(x, y + side + 20 + 20 * line, words,
                                  size=16, anchor="start"))
    rows = -(-len(images) // columns)
    said = ". ".join(" ".join(text) for text in texts) + "."
    return Shown(Document("", (svg.picture(
        8 + wide * min(columns, len(images)), 8 + tall * rows, parts,
        "Images and their captions", said),)))


def halves(text):
    """Return the words of a caption as two lines: to the color, and on."""
    cut = max(1, len(text) - 3 - (text[-1:] == ("✗",)))
    return " ".join(text[:cut]), " ".join(text[cut:])


# A caption, word by word ----------------------------------------------------
def tell(params):
    """Return draw(size, color, shape, row, side, search): a scene, and what
    the network says of it, with the probability of each word."""
    def draw(size="large", color="red", shape="square", row="top",
             side="left", search="greedy"):
        scene = caption_scenes.Scene(size, color, shape, row, side)
        image = caption_scenes.draw([scene])[0]
        text = captions.describe(params, image,
                                 3 if search.startswith("beam") else 1)
        p = captions.expected(params, image, text)
        return told(image, scene, text, p)
    return draw


def told(image, scene, text, p):
    """Return the picture of an image and of its caption; p: (T, K)."""
    steps = [step(row, word) for row, word in zip(p, (*text, "END"))]
    parts = colored(image, 8, 34, 9) + header()
    for t, each in enumerate(steps):
        parts += word_row(60 + ROW * t, *each)
    words = " ".join(text)
    said = ", ".join(f"{word} {write(chance, 2)}"
                     for word, chance, *_ in steps)
    drawn = svg.picture(720, 60 + ROW * 9 + 10, parts, "A caption",
                        f"The caption: {words}. Probabilities: {said}.")
    known = ("This scene was never shown in training."
             if caption_scenes.held_out(scene)
             else "Scenes like this one were shown in training.")
    right = text in caption_scenes.captions(scene)
    return Shown(Document("", (drawn, Text(
        f"“{words}”: {'right' if right else 'wrong'}. {known}"))))


def step(row, word):
    """Return (word, its probability, the best other word, and its own)."""
    place = caption_scenes.WORDS.index(word)
    other = max((k for k in range(len(row)) if k != place),
                key=lambda k: row[k])
    return (word, float(row[place]), caption_scenes.WORDS[other],
            float(row[other]))


def header():
    """Return the names of the columns."""
    return [svg.text(x, 26, words, anchor="start", size=16, fill="dim")
            for x, words in ((8, "image"), (215, "word"),
                             (300, "probability"), (545, "best other"))]


def word_row(y, word, chance, other, second):
    """Return one word with the bar of its probability, and the best other."""
    return [svg.text(215, y, word, anchor="start"),
            svg.rect(300, y - 15, 170, 18, fill="soft", stroke="line",
                     stroke_width=1),
            svg.rect(300, y - 15, 170 * chance, 18, fill="blue"),
            svg.text(480, y, f"{chance:.2f}", anchor="start"),
            svg.text(545, y, f"{other} {second:.2f}", anchor="start",
                     size=16, fill="ink" if second >= 0.05 else "dim")]


def ranked(params, image, width=4):
    """Return a table of captions by beam search, best first."""
    found = captions.candidates(params, image, width)
    rows = tuple((str(n), " ".join(caption_scenes.decode(each.tokens)),
                  f"{np.exp(each.log_prob):.2f}", f"{each.log_prob:.2f}")
                 for n, each in enumerate(found, 1))
    return Shown(Document("", (Table(("", "caption", "P", "log P"), rows),)))


# Clips ----------------------------------------------------------------------
def watch(params, seed=6):
    """Return draw(activity, frames, seen): a clip up to a frame, the motion
    at each, and the activity if it ended there.

    frames: "in order", "backward" or "shuffled".
    """
    def draw(activity="right", frames="in order", seen=FRAMES):
        rng = np.random.default_rng(seed)
        shown, _ = clip(rng, activity)
        order = {"in order": np.arange(FRAMES),
                 "backward": np.arange(FRAMES)[::-1],
                 "shuffled": rng.permutation(FRAMES)}[frames]
        shown = shown[order]
        return watched(shown, int(seen), *video.verdicts(params, shown))
    return draw


def watched(frames, seen, motion, activity):
    """Return the picture of a clip of which `seen` frames were shown."""
    parts, wide = [], SIDE * 5.0 + 7
    for t, frame in enumerate(frames):
        x = 8 + t * wide
        parts.append(svg.text(x + 40, 18, f"t = {t + 1}", size=16,
                              fill="ink" if t < seen else "dim"))
        parts += shown_frame(frame[0], x, t, seen)
        best = MOTIONS[int(motion[t].argmax())] if t < seen else "·"
        parts.append(svg.text(x + 40, 128, best, size=16))
    parts += [svg.text(8, 168, "the activity, if the clip ended here",
                       anchor="start", size=16, fill="dim")]
    for k, (name, p) in enumerate(zip(ACTIVITIES, activity[seen - 1])):
        parts += chance_bar(8 + k // 4 * 360, 196 + k % 4 * 30, name, p)
    said = ", ".join(MOTIONS[int(p.argmax())] for p in motion[:seen])
    best = int(activity[seen - 1].argmax())
    words = (f"After {seen} of {len(frames)} frames. Frame by frame: {said}. "
             f"The clip: {ACTIVITIES[best]}, with probability "
             f"{float(activity[seen - 1, best]):.2f}.")
    return Shown(Document("", (svg.picture(
        8 + wide * len(frames), 300, parts, "A clip, frame by frame", words),
        Text(words))))


def shown_frame(frame, x, t, seen):
    """Return one frame; the newest is framed, those to come are hidden."""
    if t >= seen:
        return [svg.rect(x, 26, 80, 80, stroke="line", stroke_width=1,
                         stroke_dasharray="4 3")]
    newest = [svg.rect(x - 1, 25, 82, 82, stroke="orange", stroke_width=3)]
    return small(np.asarray(frame, float), x, 26, 5) + newest * (t == seen - 1)


def chance_bar(x, y, name, p):
    """Return a name with the bar of its probability."""
    p = float(p)
    return [svg.text(x, y, name, anchor="start"),
            svg.rect(x + 84, y - 15, 190, 18, fill="soft", stroke="line",
                     stroke_width=1),
            svg.rect(x + 84, y - 15, 190 * p, 18, fill="blue"),
            svg.text(x + 284, y, f"{p:.2f}", anchor="start")]


def by_frame(series):
    """Return a share for each frame as curves: {name: T numbers}."""
    ts = list(range(1, 1 + len(next(iter(series.values())))))
    words = ". ".join(f"{name}: " + ", ".join(f"{v:.2f}" for v in values)
                      for name, values in series.items())
    return Shown(Document("", (chart.curves(
        ts, series, title="Motions named right, frame by frame",
        words=words + ".", x_label="frame", y_label="share right",
        hold=(0, 1)),)))


def mixed_up(truth, found):
    """Return a table: of each activity (a row), how many clips were taken
    for each (a column); 0 is left blank."""
    count = np.zeros((len(ACTIVITIES),) * 2, int)
    np.add.at(count, (truth, found), 1)
    rows = tuple((name, *(str(n) if n else "" for n in line))
                 for name, line in zip(ACTIVITIES, count))
    marks = tuple(((k, k + 1), "right") for k in range(len(ACTIVITIES)))
    return Shown(Document("", (Table(("is", *ACTIVITIES), rows,
                                     "taken for", marks=marks),)))
