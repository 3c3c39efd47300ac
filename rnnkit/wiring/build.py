"""The wirings of the slides.

    independent      x_t → h_t → y_t                 one to one, at each time
    one_to_many      x_1 → h_1 → h_2 → …             an output at each time
    many_to_one      x_t → h_t → h_{t+1}             one output, at the end
    recurrent        x_t → h_t → h_{t+1}, h_t → y_t  many to many, aligned
    multilayer       the same with states g_t above the h_t
    autoregressive   x_1, then y_{t−1} → h_t         the output fed back
    encoder_decoder  x_t → h_t, …, h_T → s_1 → s_2   many to many

Sources: decks A (A-variants, A-multilayer, A-autoregressive), B, C and E.
"""
from .graph import ORDER, Link, Node, Wiring


def independent(T=3):
    """Return T networks side by side, with no link between them; T = 1 is
    one to one."""
    T = times("T", T)
    title = "one to one" if T == 1 else "independent networks"
    return wiring(title, {"x": T, "h": T, "y": T}, up("x", "h", T),
                  up("h", "y", T))


def one_to_many(T=3):
    """Return one input, then an output at each of T times."""
    T = times("T", T)
    return wiring("one to many", {"x": 1, "h": T, "y": T}, up("x", "h", 1),
                  along("h", T), up("h", "y", T))


def many_to_one(T=3):
    """Return an input at each of T times, and one output at the end."""
    T = times("T", T)
    last = f"y_{T}"
    whole = recurrent(T)
    return wiring_of("many to one", [n for n in whole.nodes
                                     if n.kind != "y" or n.name == last],
                     [k for k in whole.links
                      if k.target[0] != "y" or k.target == last])


def recurrent(T=3):
    """Return an RNN: an input and an output at each of T times."""
    T = times("T", T)
    return wiring("many to many, aligned", {"x": T, "h": T, "y": T},
                  up("x", "h", T), along("h", T), up("h", "y", T))


def multilayer(T=3):
    """Return an RNN of two layers: states h below, states g above."""
    T = times("T", T)
    return wiring("two layers", {"x": T, "h": T, "g": T, "y": T},
                  up("x", "h", T), along("h", T), up("h", "g", T),
                  along("g", T), up("g", "y", T))


def autoregressive(T=3):
    """Return one input and T outputs, each fed back as the next input."""
    T = times("T", T)
    return wiring("output fed back", {"x": 1, "h": T, "y": T},
                  up("x", "h", 1), along("h", T), up("h", "y", T),
                  back("y", "h", T))


def encoder_decoder(T=3, K=2, fed_back=False):
    """Return seq-to-seq: T inputs are read, then K outputs are written.

    The last state of the encoder, h_T, begins the decoder, s_1, …, s_K;
    fed_back: each output is also the decoder's next input.
    """
    T, K = times("T", T), times("K", K)
    title = "encoder–decoder" + ", outputs fed back" * fed_back
    links = [up("x", "h", T), along("h", T), [Link(f"h_{T}", "s_1")],
             along("s", K), up("s", "y", K)]
    return wiring(title, {"x": T, "h": T, "s": K, "y": K}, *links,
                  back("y", "s", K) if fed_back else [], later=T)


def named(title, T=3):
    """Return one of the wirings of the slides by its title.

    Raises ValueError for another title.
    """
    builders = {"one to one": lambda T: independent(1),
                "independent networks": independent,
                "one to many": one_to_many, "many to one": many_to_one,
                "many to many, aligned": recurrent, "two layers": multilayer,
                "output fed back": autoregressive,
                "encoder–decoder": lambda T: encoder_decoder(T, T),
                "encoder–decoder, outputs fed back":
                    lambda T: encoder_decoder(T, T, fed_back=True)}
    if title not in builders:
        raise ValueError(f"no wiring is called {title!r}: there are "
                         + "; ".join(builders))
    return builders[title](T)


def up(below, above, T):
    """Return the links from a lane to the one above it, time by time."""
    return [Link(f"{below}_{t}", f"{above}_{t}") for t in range(1, T + 1)]


def along(lane, T):
    """Return the links from each time to the next."""
    return back(lane, lane, T)


def back(source, target, T):
    """Return the links from each time of a lane to the next of another."""
    return [Link(f"{source}_{t}", f"{target}_{t + 1}") for t in range(1, T)]


def wiring(title, counts, *links, later=0):
    """Return the Wiring of lanes, {letter: how many}; `later`: how many
    moments s and y stand further to the right."""
    nodes = [Node(f"{kind}_{t}", t + (later if kind in "sy" else 0))
             for kind, count in counts.items() for t in range(1, count + 1)]
    return wiring_of(title, nodes, sum(links, []))


def wiring_of(title, nodes, links):
    """Return the Wiring with its nodes in the order of computation."""
    order = sorted(nodes, key=lambda n: (n.place, ORDER.index(n.kind)))
    return Wiring(title, tuple(order), tuple(links))


def times(symbol, value):
    """Return a number of times, or raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{symbol} is {value!r}: a whole number of 1 or more "
                         "is needed")
    return value
