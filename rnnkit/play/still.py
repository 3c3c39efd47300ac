"""What stays of a widget where no kernel runs."""


class Still:
    """A widget with `static()`, the Display that is stored in its place.

    Comes before the widget's own class: class Ask(Still, AnyWidget).
    """

    def __repr__(self):
        return self.static().text()

    def _repr_mimebundle_(self, **kwargs):
        found = super()._repr_mimebundle_(**kwargs)
        data, metadata = found if isinstance(found, tuple) else (found, {})
        static = self.static()
        return {**data, "text/plain": static.text(),
                "text/html": static.html()}, metadata
