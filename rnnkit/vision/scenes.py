"""Generated images of a disc or a square, and the class of each pixel.

| symbol | shape          | what                                      |
|--------|----------------|-------------------------------------------|
| images | (N, 1, S, S)   | gray, with noise                          |
| labels | (N, S, S)      | 0 background, 1 disc, 2 square            |

Both shapes have the same gray: what a pixel is, only its surroundings tell.
"""
import numpy as np

CLASSES = ("background", "disc", "square")


def scenes(rng, count, side=20, radii=(4, 6.5), noise=0.1,
           dtype=np.float32):
    """Return (images, labels): one shape an image, anywhere, of any size.

    rng: np.random.default_rng(seed); radii: from the smallest to the largest
    half of a shape. Raises ValueError for a count below 1 and for shapes
    that do not fit.
    """
    if count < 1:
        raise ValueError(f"count is {count}: at least 1 image is needed")
    if not 0 < radii[0] <= radii[1] <= (side - 1) / 2:
        raise ValueError(f"radii are {radii}: they go up, and no shape may "
                         f"be larger than the image, {(side - 1) / 2}")
    kind = rng.integers(1, 3, size=(count, 1, 1))
    radius = rng.uniform(*radii, size=(count, 1, 1))
    row, column = rng.uniform(radius, side - 1 - radius,
                              size=(2, count, 1, 1))
    down = np.arange(side)[:, None] - row
    right = np.arange(side) - column
    disc = down ** 2 + right ** 2 <= radius ** 2
    square = np.maximum(abs(down), abs(right)) <= radius * 0.9
    labels = np.where(kind == 1, disc, 2 * square)
    images = (labels > 0) + noise * rng.normal(size=labels.shape)
    return images[:, None].astype(dtype), labels
