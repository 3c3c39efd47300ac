"""A formula with a line changed: what a mistake computes.

    change(rnn.step, step={"a": "W_hx @ x + W_hh @ h_prev"})

returns the same function without the bias. The changed line stands in the
formula's own text, so a mistake is never a second copy of the mathematics.
A function that the formula calls is changed under its own name:

    def two_steps(params, x_1, x_2, h_0): … rnn.step(params, x_1, h_0) …
    change(two_steps, step={"h": "a"})           # both steps without relu

What stands before the colon is the left side of a line (`"W_x, W_h"` for
several names), "return" for what is returned, or a parameter: then it gets
its new value when the function begins. A function that calls itself or
closes over names of another cannot be changed.
"""
import ast
import inspect
import textwrap
from types import FunctionType, ModuleType


def change(formula, **functions):
    """Return a copy of a formula with lines changed, function by function.

    functions: {function: {left side: new right side}}, here or in what the
    formula calls. Raises ValueError for a function or a line that is not
    there.
    """
    wanted = dict(functions)
    changed = rebuild(formula, wanted, set())
    if wanted:
        raise ValueError(f"{formula.__name__} calls no function named "
                         + " or ".join(wanted))
    return changed


def rebuild(function, wanted, seen):
    """Return a function with the wanted lines, or itself if none are in it.

    What was found is taken from `wanted`.
    """
    seen.add(function)
    lines = wanted.pop(function.__name__, {})
    tree, names = None, {}
    for name, value in called(function):
        if value not in seen:
            new = rebuild(value, wanted, seen)
            if new is not value:
                names[name] = new
    if not lines and not names:
        return function
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    Lines(lines, function.__name__).edit(tree.body[0])
    Calls(names).visit(tree)
    return compiled(tree, function, names)


def called(function):
    """Yield (as written, function) for each function of ours it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    home, own = function.__globals__, function.__module__
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            value = home.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(
                node.value, ast.Name) and isinstance(
                home.get(node.value.id), ModuleType):
            value = getattr(home[node.value.id], node.attr, None)
        else:
            continue
        if isinstance(value, FunctionType) and not value.__closure__ \
                and value.__module__.startswith(("rnnkit.", own)) \
                and value is not function:
            yield ast.unparse(node), value


def compiled(tree, function, names):
    """Return the function of a changed text, with its own globals."""
    ast.fix_missing_locations(tree)
    home = {**function.__globals__,
            **{alias(name): value for name, value in names.items()}}
    exec(compile(tree, f"<{function.__name__}, changed>", "exec"), home)
    return home[function.__name__]


def alias(name):
    """Return one word for a dotted name: rnn.step → rnn__step."""
    return name.replace(".", "__")


class Calls(ast.NodeTransformer):
    """Lets a text call changed functions instead."""

    def __init__(self, names):
        self.names = names

    def visit_Attribute(self, node):
        if ast.unparse(node) in self.names:
            return ast.Name(alias(ast.unparse(node)), node.ctx)
        return self.generic_visit(node)


class Lines(ast.NodeTransformer):
    """Puts new right sides in the place of old ones."""

    def __init__(self, lines, name):
        self.lines, self.name, self.met = lines, name, set()

    def edit(self, tree):
        """Change a function's tree in place."""
        self.visit(tree)
        for name in [n for n in self.lines if n not in self.met]:
            arguments = [a.arg for a in (*tree.args.args,
                                         *tree.args.kwonlyargs)]
            if name not in arguments:
                raise ValueError(f"{self.name} has no line {name!r}")
            tree.body.insert(0, ast.parse(
                f"{name} = {self.lines[name]}").body[0])

    def new(self, name, node):
        """Return a statement with the right side that is wanted for it."""
        if name in self.lines:
            self.met.add(name)
            node.value = ast.parse(self.lines[name], mode="eval").body
            if isinstance(node.value, ast.Name) and name != "return":
                # h = a is a line of its own, not another name for a
                node.value = ast.UnaryOp(ast.UAdd(), node.value)
        return self.generic_visit(node)

    def visit_Assign(self, node):
        return self.new(ast.unparse(node.targets[0]).strip("()"), node)

    def visit_AugAssign(self, node):
        return self.new(ast.unparse(node.target), node)

    def visit_Return(self, node):
        return self.new("return", node)


__all__ = ["change"]
