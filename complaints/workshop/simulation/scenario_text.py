"""A scenario file changed at one place; comments and everything else stay as their author wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from complaints.workshop.simulation.scenario_file import refuse_hostile

LINE = re.compile(r"^scenario:.*$", re.MULTILINE)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def as_yaml(document: Mapping[str, Any]) -> str:
    """A document as a scenario file."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=150)


def name_in(text: str, *, file: str) -> str:
    """What a scenario calls itself; its file's name where it cannot be read."""
    line = LINE.search(text)
    for part in (line[0], text) if line else (text,):
        try:
            refuse_hostile(part)
            document = yaml.load(part, yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
        if isinstance(document, dict) and document.get("scenario"):
            return str(document["scenario"]).strip()
    return file


def renamed(text: str, name: str) -> str:
    """The text with another name. Raises LookupError when it has none."""
    return _replaced(text, _value(_root(text), "scenario"), _flow(name))


def step_instead(text: str, number: int, verb: str, given: Any) -> str:
    """The text with another step of this number, counted from 1. Raises LookupError when there is none."""
    steps = _value(_root(text), "steps")
    if not isinstance(steps, yaml.SequenceNode) or not 0 < number <= len(steps.value):
        raise LookupError(number)
    return _replaced(text, steps.value[number - 1], f"{verb}: {_flow(given)}")


def _root(text: str) -> yaml.Node:
    node = yaml.compose(text, yaml.SafeLoader)  # the one whose marks count characters
    if node is None:
        raise LookupError(text)
    return node


def _value(node: yaml.Node, key: str) -> yaml.Node:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    found: yaml.Node | None = next((value for name, value in pairs if name.value == key), None)
    if found is None:
        raise LookupError(key)
    return found


def _replaced(text: str, node: yaml.Node, instead: str) -> str:
    return text[: node.start_mark.index] + instead + text[_end(node) :]


def _end(node: yaml.Node) -> int:
    """Where the last thing of it ends: a block is said to end where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _flow(value: Any) -> str:
    """On one line; days without quotes."""
    listed = yaml.dump(
        [value], Dumper=_Plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return listed.strip()[1:-1]


class _Plain(yaml.SafeDumper):
    pass


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    tag = "tag:yaml.org,2002:timestamp" if DAY.fullmatch(value) else "tag:yaml.org,2002:str"
    return dumper.represent_scalar(tag, value)


_Plain.add_representer(str, _text)
