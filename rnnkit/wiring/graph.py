"""Who is linked with whom, and so which input an output can see.

    y sees x       a way of links leads from x to y
    P(y | …)       after the bar stands what y sees; a way ends at an output
                   that is fed back, for then its value is known
    h = 0          every link into and out of a state set to zero is dead

| name     | what                                                     |
|----------|----------------------------------------------------------|
| x_1, …   | inputs                                                   |
| h_1, …   | hidden states; g_1, … of a second layer, s_1, … of a     |
|          | decoder                                                  |
| y_1, …   | outputs                                                  |
| W_ab     | what a link carries: to a, from b, the same at all times |

A wiring holds no number: `wiring.network` fills one with weights.
"""
from dataclasses import dataclass, replace
from typing import NamedTuple

KINDS = {"x": "input", "h": "state", "g": "state", "s": "state",
         "y": "output"}
ORDER = "xhsgy"     # within one moment: from the input up to the output


class Node(NamedTuple):
    """One variable at one time; `place` counts moments from the left."""
    name: str
    place: int

    @property
    def kind(self):
        """The letter of the name: x, h, g, s or y."""
        return self.name[0]


class Link(NamedTuple):
    """An arrow from a variable to one that is computed from it."""
    source: str
    target: str

    @property
    def weight(self):
        """The matrix on the link: W_hx is to h, from x."""
        return f"W_{self.target[0]}{self.source[0]}"

    def __str__(self):
        return f"{self.source} → {self.target}"


@dataclass(frozen=True)
class Wiring:
    """Variables and links; some links crossed out, some states set to 0.

    Nothing in it changes: each method returns a new Wiring.
    """
    title: str
    nodes: tuple
    links: tuple
    crossed: frozenset = frozenset()
    zero: frozenset = frozenset()

    @property
    def names(self):
        """The names of all variables, each after what it is computed from."""
        return tuple(node.name for node in self.nodes)

    @property
    def inputs(self):
        """The names of the inputs."""
        return self.of("x")

    @property
    def outputs(self):
        """The names of the outputs."""
        return self.of("y")

    @property
    def states(self):
        """The names of the hidden states."""
        return self.of("hsg")

    @property
    def observed(self):
        """The variables whose value is known: inputs, outputs fed back."""
        sources = {link.source for link in self.links}
        return self.inputs + tuple(y for y in self.outputs if y in sources)

    @property
    def dead(self):
        """The links that carry nothing: crossed out, or at a state of 0."""
        return frozenset(link for link in self.links if link in self.crossed
                         or self.zero & {link.source, link.target})

    @property
    def alive(self):
        """The links that carry something, in order."""
        dead = self.dead
        return tuple(link for link in self.links if link not in dead)

    def of(self, kinds):
        """Return the names whose letter is among `kinds`."""
        return tuple(n for n in self.names if n[0] in kinds)

    # Changing it -----------------------------------------------------------
    def add(self, source, target):
        """Return the wiring with one link more, such as a skip connection.

        Raises ValueError for an unknown variable, a link that is there
        already, and one that does not lead forward.
        """
        link = Link(self.known(source), self.known(target))
        if link in self.links:
            raise ValueError(f"the link {link} is there already")
        where = self.names.index
        if where(source) >= where(target) or target in self.inputs:
            raise ValueError(f"the link {link} does not lead forward: a "
                             "variable is computed from earlier ones")
        return replace(self, links=(*self.links, link))

    def cross(self, *pairs):
        """Return the wiring with links crossed out: cross(("h_1", "h_2")).

        Raises ValueError for a link that does not exist.
        """
        return replace(self, crossed=self.crossed | set(map(self.link, pairs)))

    def toggle(self, source, target):
        """Return the wiring with one link crossed out, or put back."""
        return replace(self, crossed=self.crossed
                       ^ {self.link((source, target))})

    def zeroed(self, *names):
        """Return the wiring with hidden states set to zero.

        Raises ValueError for what is no hidden state.
        """
        for name in names:
            if self.known(name) not in self.states:
                raise ValueError(f"{name} is no hidden state: those are "
                                 + ", ".join(self.states))
        return replace(self, zero=self.zero | set(names))

    def toggle_zero(self, name):
        """Return the wiring with one state set to zero, or computed again."""
        return replace(self, zero=self.zeroed(name).zero
                       - self.zero.intersection({name}))

    def without(self, *names):
        """Return the wiring with variables removed, and all their links."""
        gone = set(map(self.known, names))
        links = tuple(k for k in self.links if not gone & set(k))
        return replace(
            self, nodes=tuple(n for n in self.nodes if n.name not in gone),
            links=links, crossed=self.crossed & set(links),
            zero=self.zero - gone)

    def known(self, name):
        """Return a variable's name, or raise ValueError."""
        if name not in self.names:
            raise ValueError(f"there is no {name!r} in {self.title!r}: it has "
                             + ", ".join(self.names))
        return name

    def link(self, pair):
        """Return the Link from a source to a target, or raise ValueError."""
        try:
            source, target = pair
        except (TypeError, ValueError):
            raise ValueError(f"{pair!r} is no link: write a pair such as "
                             "('h_1', 'h_2')") from None
        link = Link(self.known(source), self.known(target))
        if link not in self.links:
            raise ValueError(f"there is no link {link} in {self.title!r}")
        return link

    # Reading it ------------------------------------------------------------
    def sees(self, name):
        """Return what a variable can be computed from, in order: the
        inputs, and the fed-back outputs, that a way of links leads from."""
        known, seen, todo = set(self.observed), set(), [self.known(name)]
        while todo:
            for source in self.sources(todo.pop()):
                if source not in seen:
                    seen.add(source)
                    todo += [source] if source not in known else []
        return tuple(n for n in self.observed if n in seen)

    def sources(self, name):
        """Return what live links lead from into a variable."""
        return [link.source for link in self.alive if link.target == name]

    def steps(self, source, target):
        """Return how many links the shortest way has, or None without one."""
        self.known(target)
        reached, count = {self.known(source)}, 0
        while target not in reached:
            more = {link.target for link in self.alive
                    if link.source in reached} - reached
            if not more:
                return None
            reached, count = reached | more, count + 1
        return count

    def ways(self, source, target):
        """Return how many different ways of links lead from one to the
        other."""
        self.known(target)
        count = {self.known(source): 1}
        for name in self.names:
            count.setdefault(name, sum(count.get(each, 0)
                                       for each in self.sources(name)))
        return count[target]
