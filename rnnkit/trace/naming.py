"""What things are called on the page.

Names come from the formula: its parameters, its locals, the fields that it
returns. A list hands its name on to its entries: hs → h_1, h_2. In a loop
the same name comes again and is numbered.
"""
import dataclasses

from rnnkit.trace.array import Recorded


def singular(name):
    """Return the name of one of several: hs → h, losses → loss."""
    if name.endswith(("sses", "xes", "ches")):
        return name[:-2]
    several = len(name) > 1 and name.endswith("s") and name[-2] != "s"
    return name[:-1] if several else name


def parts(value):
    """Return (field or position, part) pairs of a result, else nothing."""
    if isinstance(value, dict):
        return value.items()
    if hasattr(value, "_fields"):
        return zip(value._fields, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return vars(value).items()
    return enumerate(value, 1) if isinstance(value, (list, tuple)) else ()


def fields(result, name="result"):
    """Return (name, node) for each array in a result."""
    if isinstance(result, Recorded):
        return [(name, result.node)]
    found = []
    for key, part in parts(result):
        label = key if isinstance(key, str) else f"{name}_{key}"
        found += fields(part, label)
    return found


def plain(result):
    """Return a formula's result with plain arrays in place of Recorded."""
    if isinstance(result, Recorded):
        return result.value
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.replace(result, **{
            key: plain(part) for key, part in parts(result)})
    if isinstance(result, dict):
        return {key: plain(part) for key, part in result.items()}
    if isinstance(result, (list, tuple)):
        inside = map(plain, result)
        return type(result)(*inside) if hasattr(result, "_fields") \
            else type(result)(inside)
    return result


def is_named(result):
    """Whether the fields of a result have names of their own."""
    return not isinstance(result, (Recorded, list)) and (
        not isinstance(result, tuple) or hasattr(result, "_fields"))


def result_nodes(result):
    """Return the nodes of what the formula returned, in order, once each."""
    return list(dict.fromkeys(node for _, node in fields(result)))


def number_repeats(record, sites):
    """Turn h, h, h into h_1, h_2, h_3; a loop also tells the time."""
    taken = {node.name for node in record.nodes
             if node.name and node.kind != "step"}
    groups = {}
    for node in record.lines:
        groups.setdefault(node.name, []).append(node)
    single = {name for name, nodes in groups.items() if len(nodes) == 1}
    for name, nodes in groups.items():
        if len(nodes) == 1 and name not in taken:
            continue
        stem = name[:-2] if name.endswith("_t") and len(name) > 2 else name
        turns = turns_of(nodes, sites)
        begin(record, name, stem, taken)
        for count, node in enumerate(nodes, 1):
            label = f"{stem}_{count}"
            while label in taken or label in single:
                label += "′"
            taken.add(label)
            node.name, node.group = label, name
            node.time = turns.get(node)


def begin(record, name, stem, taken):
    """Call an input h_0 if the formula gives its name h to what follows."""
    if stem[-1].isdigit():                   # y_1 has its number already
        return
    for node in record.inputs:
        if node.name == name and f"{stem}_0" not in taken:
            node.name = f"{stem}_0"
            taken.add(node.name)


def turns_of(nodes, sites):
    """Return {node: turn} for nodes that one line of code named again and
    again."""
    together, turns = {}, {}
    for node in nodes:
        together.setdefault(sites.get(node), []).append(node)
    for site, repeated in together.items():
        if site and len(repeated) > 1:
            turns |= {node: t for t, node in enumerate(repeated, 1)}
    return turns
