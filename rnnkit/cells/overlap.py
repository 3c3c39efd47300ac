"""Losses for a picture of labels: a class for each pixel.

    pixelwise   l = −Σ_k y log ŷ, averaged over pixels: `readout.loss`, with
                a pixel a column
    Dice        2 |A ∩ B| / (|A| + |B|)        of two masks, 1 if they agree
    soft Dice   L = mean over classes of 1 − 2 Σ y ŷ / (Σ y² + Σ ŷ²)
    gradient    dŷ = −2 (y / S − 2 ŷ Σ y ŷ / S²) / K,   S = Σ y² + Σ ŷ²

| symbol | shape            | what                                         |
|--------|------------------|----------------------------------------------|
| maps   | (B, K, *size)    | scores or probabilities, as a network gives  |
| ŷ      | (K, N)           | probabilities, a column for each of N pixels |
| y      | (K, N)           | the target, one-hot                          |
| A, B   | any, of 0 and 1  | masks                                        |

Sums run over all pixels that are given, of one image or of several. A class
that is nowhere, in neither y nor ŷ, counts as right. Deck E: E-losses.
"""
import numpy as np

from . import check, sliding


def pixels(maps):
    """Return the maps (B, K, *size) as columns (K, B·places): each pixel is
    an example, and `readout.loss` and `softmax` apply."""
    sliding.maps("maps", maps)
    return _columns(maps)


def pixels_back(columns, shape):
    """Return columns (K, N) as maps of a shape (B, K, *size) again."""
    B, K, *size = shape
    if np.shape(columns) != (K, B * int(np.prod(size))):
        raise ValueError(f"the columns are {np.shape(columns)} but the maps "
                         f"{tuple(shape)}: one column per pixel is needed")
    return np.moveaxis(columns.reshape(K, B, *size), 0, 1)


def dice(A, B):
    """Return 2 |A ∩ B| / (|A| + |B|), from 0 (apart) to 1 (the same).

    A, B: masks of 0 and 1 (or False and True); two empty ones are the same.
    Raises ValueError for another number and for shapes that differ.
    """
    A, B = _mask("A", A), _mask("B", B)
    check.same("A", A, "B", B)
    sizes = np.sum(A) + np.sum(B)
    return float(2 * np.sum(A * B) / sizes) if sizes else 1.0


def soft_dice(y_hat, y):
    """Return the soft Dice loss, one number: 0 where ŷ is y, at most 1.

    y_hat, y: (K, N), a row for each class. Raises ValueError for shapes that
    differ. E-losses.
    """
    check.same("y_hat", y_hat, "y", y)
    both = np.sum(y * y_hat, axis=1, keepdims=True)
    sizes = np.sum(y * y, axis=1, keepdims=True) + np.sum(
        y_hat * y_hat, axis=1, keepdims=True)
    both, sizes = _present(both, sizes)
    L = np.mean(1 - 2 * both / sizes)
    return L


def soft_dice_back(y_hat, y):
    """Return dŷ, the gradient of `soft_dice`, in the shape of ŷ."""
    check.same("y_hat", y_hat, "y", y)
    both = np.sum(y * y_hat, axis=1, keepdims=True)
    sizes = np.sum(y * y + y_hat * y_hat, axis=1, keepdims=True)
    both, sizes = _present(both, sizes)
    dy_hat = -2 * (y / sizes - 2 * y_hat * both / sizes ** 2) / len(y)
    return dy_hat


def softmax_back(y_hat, dy_hat):
    """Return dz from dŷ, where ŷ = softmax(z) column by column:
    dz = ŷ (dŷ − Σ ŷ dŷ). Shapes (K, N)."""
    check.same("dy_hat", dy_hat, "y_hat", y_hat)
    dz = y_hat * (dy_hat - np.sum(y_hat * dy_hat, axis=0, keepdims=True))
    return dz


def _columns(maps):
    return np.moveaxis(maps, 1, 0).reshape(maps.shape[1], -1)


def _mask(symbol, value):
    value = np.atleast_2d(value)
    value = value.astype(float) if value.dtype == bool else value
    check.numbers(symbol, value)
    if not np.isin(value, (0, 1)).all():
        raise ValueError(f"{symbol} is a mask: every entry is 0 or 1")
    return value


def _present(both, sizes):
    """Return both with 1/2 and sizes with 1 for a class that is nowhere:
    then 1 − 2 both / sizes is 0. A recorded page keeps its own numbers."""
    if hasattr(sizes, "value") or np.all(sizes != 0):
        return both, sizes
    return np.where(sizes == 0, 0.5, both), np.where(sizes == 0, 1, sizes)
