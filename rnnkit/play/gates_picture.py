"""The LSTM drawn: one cell with its valves, and the memory as a belt.

    cell(values)                   the four gates of one unit, with numbers
    belt(each, labels, title)      c from step to step, in rows of six

values: {name: number} with i, f, g, o, c_prev, c, h, tanh_c, kept, erased,
written and withheld, as `play.gates` reads them off a step.
"""
from rnnkit.show import svg
from rnnkit.show.numbers import write

BOX, HIGH = 92, 46
GATES = {"f": (228, "forget gate", "keep"), "i": (372, "input gate", "store"),
         "g": (504, "candidate", "what"), "o": (676, "output gate", "show")}
TOP, MIDDLE, LOW = 74, 168, 250      # belt, products, gates
EACH, LEFT, TALL, PER_ROW = 134, 74, 196, 6
HALO = {"stroke": "paper", "stroke_width": 5, "paint_order": "stroke",
        "stroke_linejoin": "round"}


def short(value):
    """Return a number with two decimals at most: 0.73, −1, 0."""
    return write(round(value, 2) + 0.0)


# One cell --------------------------------------------------------------------
def cell(v):
    """Return the Picture of one unit of a step."""
    parts = lines(v) + [state("c_prev", v["c_prev"], 70, TOP),
                        state("c", v["c"], 850, TOP),
                        state("h", v["h"], 850, LOW)]
    parts += [sign(228, TOP, "×"), sign(438, TOP, "+"),
              sign(438, MIDDLE, "×"), sign(762, LOW, "×"),
              squash(762, MIDDLE)]
    for name, (x, words, _) in GATES.items():
        parts.append(gate(name, v[name], x, words))
    parts += notes(v)
    return svg.picture(930, 330, parts, "One unit of an LSTM step", said(v))


def lines(v):
    """Return the belt and the pipes of a cell; a belt is as thick as what
    its gate lets through."""
    belt_ = dict(stroke="blue")
    parts = [svg.line(116, TOP, 228, TOP, stroke_width=10.0, **belt_),
             svg.line(228, TOP, 438, TOP, stroke_width=thick(v["f"]),
                      **belt_),
             svg.arrow(438, TOP, 802, TOP, stroke="blue", stroke_width=6,
                       head=14),
             svg.arrow(228, LOW - 24, 228, TOP + 17),
             svg.arrow(438, MIDDLE - 16, 438, TOP + 17, stroke="orange",
                       stroke_width=max(1.5, thick(v["i"]) / 2)),
             svg.arrow(372, LOW - 24, 425, MIDDLE + 12),
             svg.arrow(504, LOW - 24, 451, MIDDLE + 12),
             svg.line(762, TOP, 762, MIDDLE - 18, stroke="blue",
                      stroke_width=3),
             svg.arrow(762, MIDDLE + 18, 762, LOW - 17),
             svg.arrow(676 + BOX / 2, LOW, 745, LOW),
             svg.arrow(779, LOW, 802, LOW,
                       stroke_width=max(1.5, thick(v["o"]) / 2))]
    return parts


def thick(opening):
    """Return how wide a belt is drawn behind a gate."""
    return 1.5 + 8.5 * opening


def state(name, value, x, y):
    """Return a box with the name and the value of c or h."""
    return (svg.rect(x - BOX / 2, y - HIGH / 2, BOX, HIGH, fill="soft",
                     stroke="ink", stroke_width=1.5, rx=6)
            + svg.symbol(x, y - HIGH / 2 - 10, name, size=22)
            + svg.text(x, y + 7, short(value), size=20))


def sign(x, y, words):
    """Return a round sign: × or +."""
    return (svg.circle(x, y, 16, fill="paper", stroke="ink",
                       stroke_width=1.5)
            + svg.text(x, y + 7, words, size=22))


def squash(x, y):
    """Return the tanh between the memory and what is shown of it."""
    return (svg.rect(x - 32, y - 17, 64, 34, fill="paper", stroke="ink",
                     stroke_width=1.5, rx=17)
            + svg.text(x, y + 6, "tanh", size=17))


def gate(name, value, x, words):
    """Return a box filled as far as its gate is open; the candidate, which
    is no gate, is not filled."""
    left, top = x - BOX / 2, LOW - HIGH / 2
    parts = [svg.rect(left, top, BOX, HIGH, fill="paper", stroke="ink",
                      stroke_width=1.5)]
    if name != "g":
        parts.append(svg.rect(left, top, BOX * value, HIGH, fill="blue",
                              fill_opacity="0.3"))
    parts.append(svg.text(x, LOW + 7, f"{name} = {short(value)}", size=18))
    parts.append(svg.text(x, LOW + HIGH / 2 + 22, words, size=16))
    if name != "g":
        parts.append(svg.text(x, LOW + HIGH / 2 + 44, opening(value),
                              size=16, fill="dim"))
    return "".join(parts)


def opening(value):
    """Return how far a gate is open, in a word."""
    return ("shut" if value < .005 else "open" if value > .995 else
            f"{100 * value:.0f}% open")


def notes(v):
    """Return the numbers beside the belt and the pipes."""
    return [svg.text(333, TOP - 14, f"kept {short(v['kept'])}", size=17,
                     fill="blue", **HALO),
            svg.text(333, TOP + 26, f"erased {short(v['erased'])}", size=16,
                     fill="dim", **HALO),
            svg.text(450, 126, f"written {short(v['written'])}", size=17,
                     fill="orange", anchor="start", **HALO),
            svg.text(752, LOW - 43, short(v["tanh_c"]), size=16, fill="dim",
                     anchor="end", **HALO),
            svg.text(850, LOW + 46, f"withheld {short(v['withheld'])}",
                     size=16, fill="dim")]


def said(v):
    """Return one step in a sentence, for those who hear it."""
    return (f"Memory before {short(v['c_prev'])}. Forget gate "
            f"{short(v['f'])}: kept {short(v['kept'])}, erased "
            f"{short(v['erased'])}. Input gate {short(v['i'])} times "
            f"candidate {short(v['g'])}: written {short(v['written'])}. "
            f"Memory now {short(v['c'])}. Output gate {short(v['o'])}: "
            f"shown {short(v['h'])}.")


# The belt --------------------------------------------------------------------
def belt(each, labels, title):
    """Return the Picture of the memory from step to step."""
    parts, at = [], spots(labels)
    for v, label, (row, place) in zip(each, labels, at):
        x, y = LEFT + EACH * place, TALL * row + 84
        parts += station(v, label, x, y)
        if place == 0:
            parts.append(crate(v["c_prev"], x - 32, y, "c before"))
    wide = LEFT + EACH * (1 + max(place for _, place in at)) + 36
    tall = TALL * (1 + at[-1][0])
    return svg.picture(max(wide, 760), tall + 4, parts + key(tall - 10),
                       title, " ".join(f"{label}: {told(v)}." for v, label
                                       in zip(each, labels)))


def spots(labels):
    """Return (row, place) of each step: a new row after a full stop, and
    after six steps."""
    found, row, place = [], 0, 0
    for label in labels:
        found.append((row, place))
        place += 1
        if place == PER_ROW or label == ".":
            row, place = row + 1, 0
    return found


def station(v, label, x, y):
    """Return one step of the belt, between the memory before at x and the
    memory after at x + EACH."""
    end = x + EACH - 32
    parts = [svg.line(x - 6, y, x + 26, y, stroke="blue", stroke_width=10),
             svg.line(x + 26, y, x + 64, y, stroke="blue",
                      stroke_width=thick(v["f"])),
             svg.arrow(x + 64, y, end - 26, y, stroke="blue",
                       stroke_width=5, head=10),
             svg.text(x + 46, y + 64, label, size=18, font_weight="600")]
    if counts(v["erased"]):
        parts += [svg.line(x + 26, y - 14, x + 26, y + 14, stroke_width=4),
                  svg.arrow(x + 26, y - 16, x + 26, y - 40, stroke="dim"),
                  svg.text(x + 26, y - 46, signed(-v["erased"]), size=17,
                           fill="dim")]
    if counts(v["written"]):
        parts += [svg.arrow(x + 58, y + 44, x + 58, y + 6, stroke="orange",
                            stroke_width=3),
                  svg.text(x + 68, y + 36, signed(v["written"]), size=17,
                           fill="orange", anchor="start")]
    if counts(v["h"]):
        parts += [svg.arrow(end, y - 22, end, y - 46, stroke="green",
                            stroke_width=3),
                  svg.text(end, y - 54, f"h = {short(v['h'])}", size=17,
                           fill="green")]
    return [*parts, crate(v["c"], end, y)]


def counts(value):
    """Whether a number shows at two decimals."""
    return abs(value) >= .005


def signed(value):
    """Return what is added or taken away: + 0.5, − 1."""
    return f"{'+' if value > 0 else '−'} {short(abs(value))}"


def crate(value, x, y, name=""):
    """Return the memory as a crate with its number."""
    parts = (svg.rect(x - 26, y - 20, 52, 40, fill="soft", stroke="ink",
                      stroke_width=1.5, rx=4)
             + svg.text(x, y + 6, short(value), size=18))
    return parts + (svg.text(x, y - 30, name, size=14, fill="dim")
                    if name else "")


def key(y):
    """Return what is up and what is down, in words."""
    return [svg.text(16, y, "up from the belt: erased · from below: "
                     "written · green: shown as h · a thin belt: a gate that "
                     "lets little through", size=15, fill="dim",
                     anchor="start")]


def told(v):
    """Return one step of the belt in words."""
    did = [f"{name} {short(v[name])}" for name in ("erased", "written")
           if counts(v[name])]
    shown = f", shows {short(v['h'])}" * counts(v["h"])
    return f"{', '.join(did) or 'kept'}, c = {short(v['c'])}{shown}"
