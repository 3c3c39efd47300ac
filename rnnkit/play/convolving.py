"""Pictures of what slides: which input cell reaches which output cell.

    reach(row=1, column=2, …)        two grids; a cell, and what it sees
    spread(row=1, column=2, …)       the same for the transposed convolution
    up_and_down("nearest", …)        the same for pooling and unpooling
    cone("dilated", place=7)         a stack of layers over a signal
    letters("xyz", "abcd", …)        a convolution as a matrix of letters
    strip({"image": maps, …})        small images in rows

What reaches what is no rule of this file: a 1 is sent backwards from the
output cell, through the backward pass of the very operation, and every input
where something arrives is shaded.
"""
import numpy as np

from rnnkit.cells import conv, pool, sliding
from rnnkit.show import chart, svg
from rnnkit.show.describe import Document, Equation, Infix, Matrix, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

CELL, TOP, GAP = 42, 40, 90
STACKS = {"plain": ([1, 1, 1], [1, 1, 1]), "dilated": ([1, 1, 1], [1, 2, 4]),
          "stride 2": ([2, 2, 2], [1, 1, 1])}
NUMBERS = np.array([[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]],
                   float)


# Two grids ------------------------------------------------------------------
def reach(row=0, column=0, kernel=3, stride=1, padding=1, dilation=1,
          operation="convolution"):
    """Return the picture of one output cell and the inputs that reach it.

    operation: "convolution" of 6 × 6 or "transposed" of 3 × 3, every tap 1.
    A cell beyond the last one stands for the last one; sizes that do not fit
    are said in words.
    """
    options = dict(stride=stride, padding=padding, dilation=dilation)
    forth, back, side = {
        "convolution": (conv.convolve, conv.convolve_back, 6),
        "transposed": (conv.transposed, conv.transposed_back, 3)}[operation]
    x = np.arange(1.0, side * side + 1).reshape(1, 1, side, side)
    params = conv.Params(np.ones((1, 1, kernel, kernel)), np.zeros((1, 1)))
    try:
        y = forth(params, x, **options)
    except ValueError as error:
        return Shown(Document("", (Text(f"This cannot be: {error}.", "look"),
                                   )))
    cell = tuple(min(n, m - 1) for n, m in zip((row, column), y.shape[2:]))
    _, seen = back(params, x, nail(y, cell), **options)
    ring = padding if operation == "convolution" else 0
    return grids(x[0, 0], y[0, 0], cell, seen[0, 0] != 0, ring,
                 f"{operation.capitalize()}, kernel {kernel}, stride "
                 f"{stride}, padding {padding}, dilation {dilation}")


def spread(row=0, column=0, kernel=3, stride=2, padding=1, dilation=1):
    """Return the same picture as `reach` for a transposed convolution."""
    return reach(row, column, kernel, stride, padding, dilation, "transposed")


def up_and_down(operation="max pooling", row=0, column=0):
    """Return the picture of one output cell of "max pooling", "max
    unpooling", "nearest" or "bed of nails", and the input that reaches it."""
    x = NUMBERS[None, None]
    y, places = pool.max_pool(x, 2)
    small = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    given, out, back = {
        "max pooling": (x, y, lambda d: pool.max_pool_back(x, places, d)),
        "max unpooling": (small, pool.max_unpool(small, places, 4),
                          lambda d: pool.max_unpool_back(places, d)),
        "nearest": (small, pool.nearest(small, 2),
                    lambda d: pool.nearest_back(d, 2)),
        "bed of nails": (small, pool.bed_of_nails(small, 2),
                         lambda d: pool.bed_of_nails_back(d, 2)),
    }[operation]
    cell = tuple(min(n, m - 1) for n, m in zip((row, column), out.shape[2:]))
    seen = back(nail(out, cell))[0, 0] != 0
    return grids(given[0, 0], out[0, 0], cell, seen, 0,
                 operation.capitalize())


def nail(y, cell):
    """Return zeros in the shape of y with a 1 in one cell."""
    dy = np.zeros_like(y)
    dy[0, 0, cell[0], cell[1]] = 1
    return dy


def grids(x, y, cell, seen, ring, title):
    """Return input and output side by side, joined where one reaches the
    other; ring: how many cells of padding to draw around the input."""
    left = (16, TOP)
    tall = max(len(x) + 2 * ring, len(y)) * CELL
    right = (left[0] + (x.shape[1] + 2 * ring) * CELL + GAP, TOP)
    parts = [svg.text(left[0], 24, "input", anchor="start", fill="dim"),
             svg.text(right[0], 24, "output", anchor="start", fill="dim")]
    parts += border(left, np.array(x.shape) + 2 * ring) if ring else []
    boxes, numbers = grid((left[0] + ring * CELL, left[1] + ring * CELL), x,
                          seen, "blue")
    more_boxes, more = grid(right, y, chosen(y, cell), "orange")
    end = (right[0] + cell[1] * CELL, right[1] + (cell[0] + .5) * CELL)
    lines = [svg.line(*corner(left, place + ring, .5), *end, stroke="orange",
                      stroke_width=1.2, stroke_opacity="0.6")
             for place in np.argwhere(seen)]
    parts += boxes + more_boxes + lines + numbers + more
    words = told(x, y, cell, seen)
    width = right[0] + y.shape[1] * CELL + 16
    drawn = svg.picture(width, TOP + tall + 10, parts, title, words)
    return Shown(Document("", (drawn, Text(words))))


def told(x, y, cell, seen):
    """Return the picture in words."""
    count, places = int(seen.sum()), np.argwhere(seen)
    sees = "; ".join(f"({r}, {c})" for r, c in places)
    return (f"{' × '.join(map(str, x.shape))} → "
            f"{' × '.join(map(str, y.shape))}. Output ({cell[0]}, {cell[1]}) "
            f"= {write(float(y[cell]))} is reached by {count} "
            f"input{'s' * (count != 1)}" + (f": {sees}." if count else "."))


def chosen(y, cell):
    """Return a mask with one cell."""
    mask = np.zeros(y.shape, bool)
    mask[cell] = True
    return mask


def corner(origin, place, shift=0.0):
    """Return where a cell (row, column) stands."""
    return (origin[0] + (place[1] + shift) * CELL,
            origin[1] + (place[0] + shift) * CELL)


def grid(origin, values, mask, hue):
    """Return (boxes, numbers) of a grid; those of the mask are shaded and
    framed, and come last, so that no other frame covers theirs."""
    boxes, marked, numbers = [], [], []
    for place in np.ndindex(values.shape):
        x, y = corner(origin, place)
        style = dict(fill=hue, fill_opacity="0.28", stroke=hue,
                     stroke_width=2.5) if mask[place] else dict(
                         fill="soft", stroke="line", stroke_width=1)
        (marked if mask[place] else boxes).append(
            svg.rect(x, y, CELL, CELL, **style))
        numbers.append(svg.text(
            x + CELL / 2, y + CELL / 2 + 6, write(float(values[place])),
            size=17, **chart.HALO if not mask[place] else {}))
    return boxes + marked, numbers


def border(origin, shape):
    """Return the cells of the padding, dashed."""
    return [svg.rect(*corner(origin, place), CELL, CELL, stroke="line",
                     stroke_dasharray="4 3", stroke_width=1)
            for place in np.ndindex(*shape)]


# A stack of layers ----------------------------------------------------------
def cone(stack="dilated", place=7, size=16):
    """Return three layers of kernel 3 over a signal, and all that one output
    sees. stack: "plain", "dilated" (1, 2, 4) or "stride 2"."""
    strides, dilations = STACKS[stack]
    links, wide = [], size
    for s, d in zip(strides, dilations):
        X = conv.as_matrix([1, 1, 1], wide, s, d, d)[:, d:d + wide]
        links.append(X != 0)
        wide = len(X)
    place = min(place, wide - 1)
    active = [np.arange(wide) == place]
    for X in links[::-1]:
        active.insert(0, active[0] @ X)
    return fan(stack, links, active, strides, size, place,
               sliding.receptive_field([3, 3, 3], strides, dilations))


def fan(stack, links, active, strides, size, place, fields):
    """Return the drawing of a stack: a row of dots a layer, input below."""
    jump = np.cumprod([1, *strides])
    at = [[(150 + 44 * j * step, 300 - 88 * level)
           for j in range(len(on))]
          for level, (on, step) in enumerate(zip(active, jump))]
    parts = []
    for level, X in enumerate(links):
        for i, j in np.argwhere(X):
            on = active[level + 1][i]
            parts.append(svg.line(*at[level][j], *at[level + 1][i],
                                  stroke="orange" if on else "line",
                                  stroke_width=2 if on else 1))
    for level, on in enumerate(active):
        name = "input" if level == 0 else f"layer {level}"
        parts.append(svg.text(8, at[level][0][1] + 6, name, anchor="start"))
        parts += [svg.circle(*spot, 11 if hit else 8, fill="orange" if hit
                             else "paper", stroke="ink", stroke_width=1.5)
                  for spot, hit in zip(at[level], on)]
    words = (f"{stack.capitalize()}: output {place} sees "
             f"{int(active[0].sum())} of {size} inputs; far from the ends it "
             f"sees, after each layer, {', '.join(map(str, fields))}. The "
             f"last layer has {len(active[-1])} places.")
    drawn = svg.picture(160 + 44 * size, 330, parts, f"What an output sees, "
                        f"{stack}", words)
    return Shown(Document("", (drawn, Text(words))))


# Letters --------------------------------------------------------------------
def letters(kernel="xyz", signal="abcd", size=4, stride=2, padding=1,
            back=False):
    """Return a convolution as a matrix of letters, times a column.

    back: the transposed one, X^T; signal has then a letter for each output
    of the convolution of `size` entries.
    """
    taps = np.arange(1, len(kernel) + 1)
    X = conv.as_matrix(taps, size, stride, padding)
    X = X.T if back else X
    ends = 0 if back else padding
    column = [*"0" * ends, *signal, *"0" * ends]
    named = np.array(["0", *kernel])[X]
    result = sums(named, column)
    return Shown(Document("", (Equation(None, (
        Infix("@", matrix(named), matrix([[c] for c in column])),
        matrix([[each] for each in result])), ("=",)),)))


def sums(named, column):
    """Return each row times the column, as letters: "ay + bz"."""
    return [" + ".join("".join(sorted((tap, entry))) for tap, entry
                       in zip(row, column) if "0" not in (tap, entry)) or "0"
            for row in named]


def matrix(rows):
    """Return rows of text as a Matrix."""
    return Matrix(tuple(tuple(map(str, row)) for row in rows))


def falling(losses, passes):
    """Return the mean loss of each pass as a curve."""
    means = np.mean(np.reshape(losses, (passes, -1)), axis=1).tolist()
    words = (f"From {write(means[0], 2)} in the first pass to "
             f"{write(means[-1], 2)} in the last.")
    return Shown(Document("", (chart.curves(
        range(1, passes + 1), {"loss": means}, title="The loss", words=words,
        x_label="pass", y_label="mean loss", hold=(0,)),)))


# Small images ---------------------------------------------------------------
def strip(rows, pixel=5, notes=()):
    """Return small images in rows: {name: (N, S, S)}, gray from 0 to 1, or
    whole numbers 0, 1, 2 as classes. notes: words below each column."""
    parts, y, said = [], 8, []
    for name, images in rows.items():
        side = images.shape[1] * pixel
        parts.append(svg.text(8, y + side / 2 + 6, name, anchor="start"))
        for n, image in enumerate(images):
            parts += small(image, 120 + n * (side + 12), y, pixel)
        y += side + 12
        said.append(f"{name}: {len(images)} images")
    for n, words in enumerate(notes):
        parts.append(svg.text(120 + n * (side + 12) + side / 2, y + 12,
                              words, size=16))
    words = "; ".join(said) + (f". Below: {', '.join(notes)}." if notes
                               else ".")
    return Shown(Document("", (svg.picture(
        120 + len(images) * (side + 12), y + 24 * bool(notes), parts,
        "Images", words),)))


def small(image, x, y, pixel):
    """Return one image; equal neighbours in a row are one rectangle."""
    whole = image.dtype.kind in "iu"
    levels = image if whole else np.clip(np.round(image * 6), 0, 6)
    side = len(image) * pixel
    parts = [svg.rect(x, y, side, side, fill="soft", stroke="line",
                      stroke_width=1)]
    for row, line in enumerate(levels):
        edges = np.flatnonzero(np.diff(line)) + 1
        for begin, end in zip([0, *edges], [*edges, len(line)]):
            if line[begin]:
                parts.append(svg.rect(
                    x + float(begin * pixel), y + row * pixel,
                    float((end - begin) * pixel), pixel,
                    **shade(line[begin], whole)))
    return parts


def shade(level, whole):
    """Return the filling of a level of gray, or of a class."""
    if whole:
        return {"fill": ("orange", "blue")[int(level) - 1]}
    return {"fill": "ink", "fill_opacity": write(float(level) / 6, 2)}
