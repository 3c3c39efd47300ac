"""Windows over images and signals, and a loss for masks: chapter 15."""
import numpy as np

from rnnkit.cells import conv, overlap, pool
from rnnkit.grade.code import CodeQuestion
from rnnkit.practice.family import mistake


def convolution(W, b, x, stride):
    """Return y of a convolution of images, without padding."""
    y = conv.convolve(conv.Params(W, b), x, stride)
    return y


def draw_convolution(draw, B, C, M, size, kernel, stride):
    """Return (W, b, x, stride)."""
    return (draw.array(M, C, kernel, kernel), draw.array(M, 1),
            draw.array(B, C, size, size + 1), stride)


CONVOLUTION = CodeQuestion(
    "convolution", "15", "Convolution of images",
    "convolution(W, b, x, stride)",
    "W (M, C, k, k) and b (M, 1) are filters, x (B, C, height, width) "
    "images; no padding. Return y (B, M, out height, out width).",
    convolution, draw_convolution, ((2, 3, 2, 5, 3, 2), (1, 1, 1, 2, 1, 1),
                                    (2, 2, 2, 4, 2, 1), (1, 2, 3, 6, 3, 1)),
    ("y",), (
        mistake("forgot the bias", "What is y where the image is all 0?",
                convolve={"y": "_rows(W) @ columns"}),
        mistake("turned the filter round", "Does the first tap meet the "
                "first pixel of a window, or the last?", convolve={
                    "y": "_rows(W[..., ::-1, ::-1]) @ columns + b"}),
        mistake("swapped rows and columns of the filter", "Which axis of W "
                "goes with the height?", convolve={
                    "y": "_rows(np.swapaxes(W, -1, -2)) @ columns + b"}),
        mistake("ignored the stride", "How far does the window move?",
                convolution={"y": "conv.convolve(conv.Params(W, b), x)"}),
        mistake("used the first map only", "How many maps does a filter "
                "look at?", convolution={"y": "conv.convolve(conv.Params("
                                         "W[:, :1], b), x[:, :1], stride)"}),
        mistake("padded the image", "How large is y without padding?",
                convolution={"y": "conv.convolve(conv.Params(W, b), x, "
                             "stride, 1)"}),
        mistake("took the mean in place of the sum", "What is done with the "
                "products of a window?", convolve={
                    "y": "_rows(W) @ columns / _rows(W).shape[1] + b"}),
        mistake("added the bias for each map", "How often is b added?",
                convolve={"y": "_rows(W) @ columns + W.shape[1] * b"}),
    ))


def transposed_convolution(W, b, x, stride):
    """Return y of a transposed convolution of signals."""
    params = conv.Params(W, b)
    y = conv.transposed(params, x, stride)
    return y


def laid_over(params, x, stride):
    """Return y where each place overwrites what was there before."""
    k, L = params.W.shape[2], x.shape[2]
    y = np.zeros((len(x), params.W.shape[1], stride * (L - 1) + k)) \
        + params.b
    for i in range(L):
        y[:, :, stride * i:stride * i + k] = conv.transposed(
            params, x[:, :, i:i + 1])
    return y


def draw_transposed(draw, B, M, C, length, kernel, stride):
    """Return (W, b, x, stride)."""
    return (draw.array(M, C, kernel), draw.array(C, 1),
            draw.array(B, M, length), stride)


TRANSPOSED = CodeQuestion(
    "transposed-convolution", "15", "Transposed convolution of signals",
    "transposed_convolution(W, b, x, stride)",
    "W (M, C, k) and b (C, 1); x (B, M, L) signals. Each x[n, m, i] lays its "
    "copy of the filters W[m] down from place stride · i on; copies add up "
    "where they overlap. Return y (B, C, stride · (L − 1) + k).",
    transposed_convolution, draw_transposed,
    ((2, 3, 2, 4, 3, 2), (1, 1, 1, 1, 1, 1), (2, 2, 2, 3, 2, 1),
     (1, 2, 3, 5, 4, 3)), ("y",), (
        mistake("forgot the bias", "What is y where x is all 0?",
                transposed={"return": "y"}),
        mistake("turned the filter round", "Which tap lands first?",
                transposed={"columns": "_columns(W[..., ::-1]) @ _flat(x, "
                            "2)"}),
        mistake("overwrote where copies overlap", "What happens at a place "
                "that two copies reach?", transposed_convolution={
                    "y": "laid_over(params, x, stride)"}),
        mistake("ignored the stride", "How far apart do two copies begin?",
                transposed_convolution={
                    "y": "conv.transposed(params, x)"}),
        mistake("used the first map only", "How many maps of x lay down a "
                "copy?", transposed_convolution={
                    "y": "conv.transposed(conv.Params(W[:1], b), x[:, :1], "
                    "stride)"}),
        mistake("cut off the end", "How far does the last copy reach?",
                transposed_convolution={
                    "y": "conv.transposed(params, x, stride)"
                    "[:, :, :stride * x.shape[2]]"}),
        mistake("added the bias for each map", "How often is b added?",
                transposed={"return": "y + len(W) * _beside(b, w)"}),
        mistake("swapped the maps of W", "Which axis of W belongs to x?",
                transposed={"columns":
                            "_columns(np.swapaxes(W, 0, 1)) @ _flat(x, 2)"}),
    ))


def pooled(x):
    """Return (y, places) of max pooling by 2 × 2."""
    y, places = pool.max_pool(x, 2)
    return y, places


def draw_pool(draw, B, C, height, width, whole):
    """Return images; whole numbers, so that some entries tie."""
    return (draw.whole(0, 2, B, C, height, width) + 0.0 if whole else
            draw.array(B, C, height, width) - 1.5,)


MAX_POOL = CodeQuestion(
    "max-pool", "15", "Max pooling that remembers", "max_pool(x)",
    "x (B, C, height, width), both sides even. Return y, the largest of each "
    "2 × 2 block, and places: where in its map it stood, row by row, counted "
    "from 0; of equal entries the first.",
    pooled, draw_pool, ((2, 3, 4, 6, False), (1, 1, 2, 2, False),
                          (2, 2, 4, 4, True), (1, 2, 6, 2, True)),
    ("y", "places"), (
        mistake("took the mean", "Which one number of a block is kept?",
                max_pool={"y": "np.mean(seen, axis=2)"}),
        mistake("counted the places inside of the block", "Where does the "
                "count begin: in the block, or in the map?",
                max_pool={"places": "best[:, :, 0]"}),
        mistake("moved the window by one", "Do the blocks overlap?",
                pooled={"y, places": "pool.max_pool(x, 2, 1)"}),
        mistake("took the smallest", "Which one number of a block is kept?",
                max_pool={"best": "np.expand_dims(np.argmin(seen, axis=2), "
                          "2)"}),
        mistake("took the last of equal entries", "Which of two equal "
                "entries counts?", max_pool={
                    "best": "np.expand_dims(seen.shape[2] - 1 - np.argmax("
                    "seen[:, :, ::-1], axis=2), 2)"}),
        mistake("counted the places from 1", "Which number has the first "
                "place?", pooled={"return": "y, places + 1"}),
        mistake("counted the places column by column", "In which order are "
                "the places of a map counted?", max_pool={
                    "places": "np.take_along_axis(numbers, best, axis=2)"
                    "[:, :, 0] % size[1] * size[0] + np.take_along_axis("
                    "numbers, best, axis=2)[:, :, 0] // size[1]"}),
        mistake("let nothing be smaller than 0", "What if all entries of a "
                "block are negative?", max_pool={
                    "y": "np.maximum(np.take_along_axis(seen, best, axis=2)"
                    "[:, :, 0], 0)"}),
    ))


def dice_loss(y_hat, y):
    """Return the soft Dice loss."""
    L = overlap.soft_dice(y_hat, y)
    return L


def draw_dice(draw, K, N):
    """Return probabilities and one-hot targets."""
    scores = draw.positive(K, N)
    return scores / np.sum(scores, axis=0), draw.one_hot(K, N)


DICE = CodeQuestion(
    "soft-dice", "15", "The soft Dice loss", "soft_dice(y_hat, y)",
    "y_hat and y are (K, N): a row a class, a column a pixel. Return the mean "
    "over the classes of 1 − 2 Σ y ŷ / (Σ y² + Σ ŷ²), one number.",
    dice_loss, draw_dice, ((3, 5), (1, 1), (2, 4), (4, 6)), ("L",), (
        mistake("forgot the 2", "What is the loss where ŷ is exactly y?",
                soft_dice={"L": "np.mean(1 - both / sizes)"}),
        mistake("forgot 1 −", "Should a good answer have a small loss?",
                soft_dice={"L": "np.mean(2 * both / sizes)"}),
        mistake("forgot the squares", "What is squared below the line?",
                soft_dice={"sizes": "np.sum(y, axis=1, keepdims=True) + "
                           "np.sum(y_hat, axis=1, keepdims=True)"}),
        mistake("took one fraction for all classes", "Does each class have "
                "its own fraction?", soft_dice={
                    "L": "1 - 2 * np.sum(both) / np.sum(sizes)"}),
        mistake("summed over the classes", "Is it a sum or a mean over the "
                "classes?", soft_dice={"L": "np.sum(1 - 2 * both / sizes)"}),
        mistake("took the sums over the classes", "Over what do the sums "
                "run: the pixels, or the classes?", soft_dice={
                    "both": "np.sum(y * y_hat, axis=0, keepdims=True)",
                    "sizes": "np.sum(y * y + y_hat * y_hat, axis=0, "
                    "keepdims=True)"}),
        mistake("returned a loss for each class", "How many numbers is a "
                "loss?", soft_dice={"L": "1 - 2 * both / sizes"}),
        mistake("forgot the size of the target", "Which two sums stand below "
                "the line?", soft_dice={
                    "sizes": "np.sum(y_hat * y_hat, axis=1, keepdims=True)"
                }),
    ))

QUESTIONS = CONVOLUTION, TRANSPOSED, MAX_POOL, DICE
