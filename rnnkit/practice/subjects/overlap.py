"""Losses for a picture of labels: overlap, and pixel by pixel.

The lines are those of cells.overlap and cells.readout (chapter 15).
"""
import numpy as np

from rnnkit.cells import overlap, readout
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake


# Dice of two masks ----------------------------------------------------------
def dice(A, B):
    """Return the Dice of two masks, rows of 0 and 1: that of overlap.dice
    (chapter 15)."""
    both = np.sum(A * B)
    sizes = np.sum(A) + np.sum(B)
    dice = 2 * both / sizes
    return dice


def draw_masks(draw, level):
    """Return a Setting: masks of three or four rows; each has an area of
    its own size, so that few questions have the same answers."""
    rows, columns = {1: (3, 4), 2: (3, 5), 3: (4, 5)}[level]
    pixels = rows * columns

    def masks():
        areas = [draw.several(range(pixels), draw.integer(2, pixels - 2))
                 for _ in "AB"]
        return [np.array([float(k in area) for k in range(pixels)])
                .reshape(rows, columns) for area in areas]

    def suits(found):
        A, B = found
        return A.sum() != B.sum() and \
            0 < (A * B).sum() < min(A.sum(), B.sum())
    A, B = until(masks, suits)
    return Setting({"A": A, "B": B}, ("both", "sizes", "dice"),
                   "Two masks, A and B, of one small image: 1 where a pixel "
                   "belongs to the area. “both” is how many pixels they "
                   "share, “sizes” the sizes of both areas together. Find "
                   "both, and the Dice of the two masks.", 2)


DICE = Family(
    "dice", "Dice: how well two areas agree", "15",
    {1: "three rows of four pixels", 2: "three rows of five",
     3: "four rows of five"},
    dice, draw_masks, (
        mistake("forgot the factor 2", "What should the Dice of two equal "
                "areas be?", dice={"dice": "both / sizes"}),
        mistake("divided by the union of the areas", "How often are the "
                "shared pixels counted in the sum of both sizes?",
                dice={"dice": "2 * both / (sizes - both)"}),
        mistake("took the shared part of the union", "Which measure of two "
                "areas divides by their union, and which by the sum of "
                "their sizes?", dice={"dice": "both / (sizes - both)"}),
        mistake("counted the shared pixels only once in the sizes", "Are the "
                "sizes those of the two areas, or of their union?",
                dice={"sizes": "np.sum(A) + np.sum(B) - both"}),
        mistake("counted the pixels where A and B agree on 0, too", "Do "
                "pixels outside of both areas count?",
                dice={"both": "np.sum(1 - abs(A - B))"}),
        mistake("took the loss for the Dice", "Is 1 the best, or the worst "
                "Dice?", dice={"dice": "1 - 2 * both / sizes"}),
        mistake("divided by the number of pixels", "Does a larger image "
                "around the same areas change their Dice?",
                dice={"dice": "2 * both / A.size"}),
    ), largest=40, signs=False)


# Soft Dice ------------------------------------------------------------------
def soft_loss(y_hat, y):
    """Return the soft Dice loss (chapter 15)."""
    return overlap.soft_dice(y_hat, y)


TENTHS = tuple(k / 10 for k in range(1, 10))


def draw_soft(draw, level):
    """Return a Setting: one class, two classes, four pixels."""
    classes, pixels = {1: (1, 3), 2: (2, 3), 3: (2, 4)}[level]
    first = until(lambda: [float(draw.integer(0, 1)) for _ in range(pixels)],
                  lambda row: 0 < sum(row) < pixels)
    p = [draw.pick(TENTHS) for _ in range(pixels)]
    y, y_hat = np.array([first]), np.array([p])
    if classes == 2:
        y, y_hat = (np.concatenate([each, 1 - each]) for each in (y, y_hat))
    return Setting({"y_hat": np.round(y_hat, 1), "y": y},
                   ("both", "sizes", "L"), "Probabilities ŷ and targets y: "
                   "a column for each pixel, a row for each class. “both” "
                   "is Σ y ŷ and “sizes” is Σ y² + Σ ŷ², a row for each "
                   "class. Find them, and the soft Dice loss L"
                   + (", the mean over the classes." if classes == 2
                      else "."), 2)


SIZES = "np.sum(y * y, axis=1, keepdims=True) + "
SOFT = Family(
    "soft-dice", "The soft Dice loss", "15",
    {1: "one class, three pixels", 2: "two classes", 3: "four pixels"},
    soft_loss, draw_soft, (
        mistake("forgot to square the probabilities", "What is added up in "
                "the sizes, and to which power?", soft_dice={
                    "sizes": SIZES + "np.sum(y_hat, axis=1, "
                                     "keepdims=True)"}),
        mistake("forgot the sizes of the targets", "Which two sums stand "
                "below the line?", soft_dice={
                    "sizes": "np.sum(y_hat * y_hat, axis=1, "
                             "keepdims=True)"}),
        mistake("forgot the factor 2", "What should the loss be where ŷ "
                "equals y?", soft_dice={"L": "np.mean(1 - both / sizes)"}),
        mistake("gave the Dice in place of the loss", "Should a loss be "
                "small, or large, when ŷ is near y?", soft_dice={
                    "L": "np.mean(2 * both / sizes)"}),
        mistake("counted the pixels where both are small as shared", "What "
                "does a pixel add to Σ y ŷ, when its target is 0?",
                soft_dice={"both": "np.sum(y * y_hat + (1 - y) * "
                                   "(1 - y_hat), axis=1, keepdims=True)"}),
        mistake("added up the classes in place of averaging", "What is done "
                "with the losses of the classes?", levels=(2, 3),
                soft_dice={"L": "np.sum(1 - 2 * both / sizes)"}),
        mistake("added the classes up before dividing", "Is the loss one "
                "fraction for all classes, or the mean of one for each?",
                levels=(2, 3), soft_dice={
                    "L": "1 - 2 * np.sum(both) / np.sum(sizes)"}),
        mistake("rounded the probabilities to 0 and 1 first", "What makes "
                "this Dice a soft one?", soft_dice={
                    "y_hat": "np.rint(y_hat + 0.001)"}),
    ), largest=30, signs=False)


# Pixel by pixel -------------------------------------------------------------
def pixelwise(y_hat, y):
    """Return −log of each pixel's right probability, and the mean."""
    right = np.sum(y * y_hat, axis=0)
    pixel = -np.log(right)
    l = readout.cross_entropy(y_hat, y)
    return pixel, l


def draw_pixelwise(draw, level):
    """Return a Setting: two classes, three, and four pixels of three."""
    classes, pixels = {1: (2, 3), 2: (3, 3), 3: (3, 4)}[level]
    columns = {2: ((2, 8), (3, 7), (4, 6), (1, 9)),
               3: ((1, 2, 7), (2, 3, 5), (1, 3, 6), (2, 2, 6), (1, 4, 5))}
    y_hat = np.array([draw.several(draw.pick(columns[classes]), classes)
                      for _ in range(pixels)]).T / 10
    y = draw.one_hot(classes, pixels)
    return Setting({"y_hat": y_hat, "y": y}, ("pixel", "l"),
                   "Probabilities ŷ and targets y: a column for each pixel, "
                   "a row for each class. “right” is the probability of a "
                   "pixel's right class, “pixel” holds each pixel's own "
                   "loss, and l is the pixelwise cross-entropy of the image. "
                   "Find both (log is the natural logarithm).", 2)


MEAN = "_mean({}, y_hat)"
PIXELWISE = Family(
    "pixelwise-cross-entropy", "Cross-entropy, pixel by pixel", "15",
    {1: "two classes, three pixels", 2: "three classes",
     3: "four pixels"},
    pixelwise, draw_pixelwise, (
        mistake("forgot the minus", "Is the logarithm of a number below 1 "
                "above or below 0?", pixelwise={"pixel": "np.log(right)"},
                cross_entropy={"l": MEAN.format("np.sum(y * np.log(y_hat))")}
                ),
        mistake("added up the pixels in place of averaging", "What is done "
                "with the losses of the pixels?",
                cross_entropy={"l": "-np.sum(y * np.log(y_hat))"}),
        mistake("took the logarithm to the base 10", "Which logarithm is "
                "log here?", pixelwise={
                    "pixel": "-np.log(right) / np.log(10)"}, cross_entropy={
                    "l": MEAN.format("-np.sum(y * np.log(y_hat)) "
                                     "/ np.log(10)")}),
        mistake("looked at the most probable class, whatever the target",
                "Which class's probability counts in a pixel?", pixelwise={
                    "pixel": "-np.log(np.max(y_hat, axis=0))"},
                cross_entropy={"l": MEAN.format(
                    "-np.sum(np.log(np.max(y_hat, axis=0)))")}),
        mistake("took 1 − ŷ in place of the logarithm", "What does the "
                "cross-entropy do with the right class's probability?",
                pixelwise={"pixel": "1 - right"}, cross_entropy={
                    "l": MEAN.format("np.sum(y * (1 - y_hat))")}),
        mistake("divided by the number of pixels twice", "How often does a "
                "mean divide?", cross_entropy={
                    "l": MEAN.format("-np.sum(y * np.log(y_hat))")
                         + " / y.shape[1]"}),
        mistake("divided by the number of classes as well", "Over what is "
                "the mean taken?", cross_entropy={
                    "l": MEAN.format("-np.sum(y * np.log(y_hat))")
                         + " / len(y)"}),
        mistake("added all classes of a pixel", "How many classes of a "
                "pixel have the target 1?", pixelwise={
                    "pixel": "-np.sum(np.log(y_hat), axis=0)"},
                cross_entropy={"l": MEAN.format(
                    "-np.sum(np.log(y_hat))")}),
    ), largest=30, signs=False)

FAMILIES = (DICE, SOFT, PIXELWISE)
