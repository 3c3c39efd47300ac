"""What is linked with what, and what an output can see (chapter 05).

    a link carries something unless it is crossed out or one of its two ends
    is a state set to zero
    P(y_t | …): after the bar stands what links lead from

Answers are 1 (yes) or 0 (no). The pages walk along the wirings of
`rnnkit.wiring`, link by link.
"""
from functools import reduce

import numpy as np

from rnnkit.practice.family import Family, Setting, mistake
from rnnkit.wiring import build


def arrow(link):
    """Return the name of a link as it stands on the page: x_1→h_1."""
    return f"{link.source}→{link.target}"


def listed(names):
    """Return "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# Links that exist ----------------------------------------------------------
def live_links(arrows, on):
    """Return {link: 1 if it carries something, else 0}.

    arrows: the links, "x_1→h_1 …"; on: {state: 0 if it is set to zero, else
    1}; inputs and outputs are never set to zero.
    """
    links = {}
    for link in arrows.split():
        source, target = link.split("→")
        _from, _to = on.get(source, 1), on.get(target, 1)
        links[link] = _from * _to
    return links


NETWORKS = {
    1: (lambda: build.recurrent(4), "An RNN over four times: x_t → h_t, "
        "h_t → h_{t+1} and h_t → y_t."),
    2: (lambda: build.multilayer(3), "An RNN of two layers over three times: "
        "x_t → h_t, h_t → h_{t+1}, h_t → g_t, g_t → g_{t+1} and g_t → y_t."),
    3: (lambda: build.encoder_decoder(3, 3, True), "An encoder reads three "
        "inputs (x_t → h_t, h_t → h_{t+1}), its last state begins a decoder "
        "(h_3 → s_1, s_t → s_{t+1}, s_t → y_t), and outputs are fed back "
        "(y_t → s_{t+1})."),
}


def draw_links(draw, level):
    """Return a Setting: a state of zero in each layer, and links around."""
    wiring = NETWORKS[level][0]()
    layers = {1: "h", 2: "hg", 3: "hs"}[level]
    zero = [draw.pick(wiring.of(layer)) for layer in layers]
    on = {name: float(name not in zero) for name in wiring.states}
    names = [arrow(link) for link in wiring.links]
    dead = [arrow(link) for link in wiring.zeroed(*zero).dead]
    others = [name for name in names if name not in dead]
    count = min(max(2, 8 - len(dead)), len(others))
    asked = dead + draw.several(others, count)
    return Setting(
        {"arrows": " ".join(names), "on": on},
        tuple(name for name in names if name in asked),
        f"{NETWORKS[level][1]} Some states are set to zero on purpose: "
        "below, 1 says that a state is computed and 0 that it is set to "
        "zero. Which of these links still carry something?",
        rules=dict.fromkeys(asked, "A link carries something if neither of "
                            "its ends is a state that is set to zero."))


def where(condition, value):
    """Return the change of the links that fit a condition."""
    return {"links[link]":
            f"{value} if {condition} else _from * _to"}


STAYS = "0 * (_from * _to) + 1"
LIVE_LINKS = Family(
    "live-links", "Links that carry something", "05",
    {1: "one layer, a state of zero", 2: "two layers, two states of zero",
     3: "encoder and decoder, two states of zero"},
    live_links, draw_links, (
        mistake("kept the links that lead into a state of zero", "What "
                "becomes of a number that arrives at a state which is set "
                "to zero?", live_links={
                    "links[link]": "_from * (0 * _to + 1)"}),
        mistake("kept the links that lead out of a state of zero", "What is "
                "a weight times a state of zero?", live_links={
                    "links[link]": "(0 * _from + 1) * _to"}),
        mistake("kept the links between states and outputs", "Can an output "
                "hear anything from a state of zero?",
                live_links=where("target[0] == 'y'", STAYS)),
        mistake("kept the links from the inputs", "What happens to an input "
                "that arrives at a state of zero?",
                live_links=where("source[0] == 'x'", STAYS)),
        mistake("kept the links between states", "Can a state of zero hand "
                "anything on?", live_links=where(
                    "source in on and target in on", STAYS)),
        mistake("took the state after the one that is set to zero",
                "Which state is it exactly? Read its letter and its number.",
                live_links={"on": "dict(zip(on, [*on.values()][-1:] "
                                  "+ [*on.values()][:-1]))"}),
    ), largest=1, flags=True, signs=False)


# What an output sees -------------------------------------------------------
def seen(plan, known, links):
    """Return {variable: a column of 0 and 1, what it can see}.

    plan: what each variable is computed from, "h_2: x_2 h_1; …"; known: the
    variables that a row stands for, "x_1 x_2 …"; links: {link: 1 if it is
    there, 0 if it is crossed out}.
    """
    found = {}
    for line in plan.split("; "):
        target, sources = line.split(": ")
        found[target] = union([links[source + "→" + target]
                               * column(known.split(), found, source)
                               for source in sources.split()])
    return found


def union(ways):
    """Return 1 where one of the ways has a 1."""
    return reduce(np.maximum, ways)


def column(known, found, name):
    """Return what comes along with a variable: itself, once it is known;
    what it sees otherwise."""
    return one(known, name) if name in known else found[name]


def one(known, name):
    """Return the column with a 1 in the row of a known variable."""
    return np.array([[float(each == name)] for each in known])


def draw_seen(draw, level, networks, asks):
    """Return a Setting: a wiring with some links crossed out.

    networks: {level: (how to build it, in words, ways)}; a way is (links
    that are crossed out, links that stay), so that a way round can be seen.
    """
    make, told, ways = networks[level]
    wiring, (must, kept) = make(), draw.pick(ways)
    last = {f"x_{len(wiring.inputs)}", asks[-1]}
    free = [link for link in wiring.links
            if not last & set(link) and arrow(link) not in must + kept]
    cut = [*must, *map(arrow, draw.several(free, draw.integer(2, 5)))]
    links = {arrow(link): float(arrow(link) not in cut)
             for link in wiring.links}
    plan = {name: [link.source for link in wiring.links
                   if link.target == name] for name in wiring.names}
    rows = listed([f"[{k}] {name}" for k, name in enumerate(wiring.observed)])
    return Setting(
        {"plan": "; ".join(f"{name}: {' '.join(sources)}" for name, sources
                           in plan.items() if sources),
         "known": " ".join(wiring.observed), "links": links}, asks,
        f"{told} Links with a 0 below are crossed out. What stands after the "
        f"bar of P(y_t | …) for {listed(asks)}, that is, from which known "
        f"variables do links lead to it? The entries are {rows}. (All "
        "columns, those of the states too, have a 1 in the row of each "
        "variable that is seen.)", rules=dict.fromkeys(asks, (
            "Go back from the output against the arrows, over links with a "
            "1, from state to state. What is seen is where you meet a known "
            "variable; there you stop.")))


LAYERS = NETWORKS[2][1].replace("three", "four")
CODER = ("An encoder reads x_1 and x_2 (x_t → h_t, h_1 → h_2), and a decoder "
         "goes on: h_2 → s_1, s_t → s_{t+1}, s_t → y_t. Each output is fed "
         "back, y_t → s_{t+1}, so it is known when the next one is made.")
SEEN = {
    1: (lambda: build.recurrent(4), NETWORKS[1][1], (((), ()),)),
    2: (lambda: build.multilayer(4), LAYERS, (((), ("h_4→g_4",)),)),
    3: (lambda: build.multilayer(4).add("x_1", "g_2"), LAYERS
        + " A skip connection leads from x_1 to g_2.",
        ((("x_1→h_1",), ("h_4→g_4",)),)),
}
FED = {
    1: (lambda: build.autoregressive(4), "An RNN has one input (x_1 → h_1) "
        "and states h_t → h_{t+1}; each output (h_t → y_t) is fed back, "
        "y_t → h_{t+1}, so it is known when the next one is made.",
        (((), ()),)),
    2: (lambda: build.encoder_decoder(2, 4, True), CODER, tuple(
        ((f"s_{t}→s_{t + 1}",), (f"s_{t}→y_{t}", f"y_{t}→s_{t + 1}"))
        for t in (1, 2, 3))),
    3: (lambda: build.encoder_decoder(2, 4, True).add("x_1", "s_2"), CODER
        + " A skip connection leads from x_1 to s_2.",
        ((("x_1→h_1",), ()),)),
}


def draw_what_outputs_see(draw, level):
    """Return a Setting of an RNN with links crossed out."""
    return draw_seen(draw, level, SEEN, ("y_2", "y_3", "y_4"))


def draw_conditional(draw, level):
    """Return a Setting of a network whose outputs are fed back."""
    return draw_seen(draw, level, FED, ("y_2", "y_3", "y_4"))


def something_seen(page):
    """Whether links lead to every output but the first from somewhere."""
    return all(np.any(page[name]) for name in page.lines
               if name[0] == "y" and name != "y_1")


def links_where(condition, value):
    """Return the change of the links s→t that fit a condition."""
    return {"links": f"{{k: {value} if {condition} else v "
                     "for k, v in links.items()}"}


UNCUT = mistake("followed links that are crossed out", "May a way lead over "
                "a link that is crossed out?",
                seen=links_where("True", "0 * v + 1"))
NO_PAST = mistake("left out what comes through the states before", "Is the "
                  "input of the same time all that arrives at a state?",
                  seen=links_where("k[0] == k[k.index('→') + 1]", "0 * v"))
ALL = mistake("put every known variable after the bar", "Do links lead from "
              "each of them to this output? Go back along the arrows.",
              union={"return": "0 * reduce(np.maximum, ways) + 1"})
EVERY_WAY = mistake("asked for all ways to be open", "How many ways must be "
                    "open for a variable to be seen?",
                    union={"return": "reduce(np.minimum, ways)"})
ONLY_PAST = mistake("left out the input of the output's own time", "Is the "
                    "new state made before the input arrives, or from it?",
                    seen=links_where("k[0] == 'x' and k[2] == max(n[2] for n "
                                     "in links if n[0] == 'x')", "0 * v"))

WHAT_OUTPUTS_SEE = Family(
    "what-outputs-see", "What an output can see", "05",
    {1: "one layer", 2: "two layers", 3: "two layers and a skip connection"},
    seen, draw_what_outputs_see, (
        UNCUT, NO_PAST, ALL, EVERY_WAY, ONLY_PAST,
        mistake("overlooked the skip connection", "Which arrows leave x_1?",
                (3,), seen=links_where("k == 'x_1→g_2'", "0 * v")),
    ), suits=something_seen, largest=1, flags=True, signs=False)

CONDITIONAL = Family(
    "conditional-distribution", "P(y_t | …) with outputs fed back", "05",
    {1: "one input, outputs fed back", 2: "an encoder and a decoder",
     3: "with a skip connection"},
    seen, draw_conditional, (
        UNCUT, ALL,
        mistake("left out the outputs that are fed back", "What does the "
                "network read when it makes the next output?",
                seen=links_where("k[0] == 'y'", "0 * v")),
        NO_PAST._replace(look="What else does a state hear besides the "
                         "output before?"),
        mistake("went on through an output that is known", "Once the value "
                "of an output is known, does it matter where it came from?",
                (2,), column={"return": "np.maximum(one(known, name), "
                        "found.get(name, 0)) if name in known "
                        "else found[name]"}),
        mistake("put the output itself after its bar", "Is y_t known when "
                "it is being made?", seen={"found[target]": "union(["
                "links[source + '→' + target] * column(known.split(), found, "
                "source) for source in sources.split()] + "
                "[one(known.split(), target)])"}),
    ), suits=something_seen, largest=1, flags=True, signs=False)

FAMILIES = (LIVE_LINKS, WHAT_OUTPUTS_SEE, CONDITIONAL)
