"""Exercises of code: a function to write, checked by rnnkit.grade."""
from rnnkit.exercises.notebook import Missing
from rnnkit.exercises.outcome import Outcome, Part, nothing
from rnnkit.grade import check_code, code_question
from rnnkit.grade.cases import cases
from rnnkit.page import by_hand
from rnnkit.practice.change import called
from rnnkit.show.describe import Document, Equation, Symbol, Text
from rnnkit.show.display import Shown
from rnnkit.show.text import equation
from rnnkit.trace import TraceError, reading


def stub(exercise):
    """Return the cell into which the function is written."""
    signature = code_question(exercise.question).signature
    return (f"def {signature}:\n    ### BEGIN SOLUTION\n    ...\n"
            "    ### END SOLUTION")


def task(exercise):
    """Return what the function is to do, in a sentence or two."""
    return code_question(exercise.question).task


def mark(exercise, notebook):
    """Return the Outcome of the function in a notebook."""
    name = code_question(exercise.question).function
    found = notebook.find(name, exercise.number)
    if isinstance(found, Missing):
        return nothing(exercise.id, found.words)
    verdict = check_code(exercise.question, found)
    return Outcome(exercise.id, [Part(verdict.outcome, verdict.words)],
                   float(verdict.outcome == "right"))


def nodes(exercise):
    """Return the nodes of the formula's lines, as recorded; [] if the sheet
    has lines of its own, or the formula cannot be recorded."""
    question = code_question(exercise.question)
    if exercise.lines:
        return []
    try:
        page = by_hand(question.formula, *cases(question)[0].arguments())
    except (TraceError, TypeError, ValueError):
        return []
    return [node for node in page.record.lines
            if not reading.moves_only(node)]


def hint(exercise, notebook, step):
    """Return hint number `step`: which lines, how the first goes, all but
    the last."""
    question, found = code_question(exercise.question), nodes(exercise)
    told = [" ".join(equation(formula(n)).split()) for n in found] or [
        *exercise.lines]
    if step == 1 or not told:
        names = list(dict.fromkeys(n.name for n in found))
        inside = f" On the way come {', '.join(names)}." if len(
            names) > 1 else ""
        return (f"{question.task} It returns {', '.join(question.results)}."
                + inside)
    if step == 2 or len(told) == 1:
        return f"The formula begins {told[0]}"
    return f"All but the last line: {'; '.join(told[:-1])}"


def formula(node):
    """Return a line of the formula in symbols."""
    return Equation(Symbol(node.name), (reading.symbols(node),), ("=",))


def solution(exercise, notebook):
    """Return the lines of the formula in symbols, and where they stand."""
    question = code_question(exercise.question)
    shown = tuple(map(formula, nodes(exercise))) or tuple(
        map(Text, exercise.lines))
    return Shown(Document(question.title, (*shown, Text(
        "Line by line as above; write @ for a product of matrices. How "
        "rnnkit writes it: import inspect, then print(inspect.getsource(…)) "
        f"of {' and '.join(made_of(question.formula))}."))))


def made_of(formula, seen=()):
    """Return the names of the functions outside of rnnkit.grade that a
    formula of rnnkit.grade calls."""
    found = []
    for _, function in called(formula):
        if not function.__module__.startswith("rnnkit.grade"):
            found.append(f"{function.__module__}.{function.__name__}")
        elif function not in seen:
            found += made_of(function, (*seen, formula))
    return list(dict.fromkeys(found))
