"""Addresses read once for all applications of a test run, and compiled when they are first built: each test makes an
application of its own and builds a few of its 300."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


@contextmanager
def compiled_when_built() -> Iterator[None]:
    """Inside the block a new application costs a few thousandths of a second instead of a tenth."""
    compiled, parsed = Rule._compile_builder, Rule._parse_rule
    read: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {}

    def later(rule: Rule, append_unknown: bool = True) -> Builder:
        kept: list[Builder] = []

        def build(self: Rule, **values: object) -> tuple[str, str]:
            if not kept:
                kept.append(compiled(self, append_unknown))
            return kept[0](self, **values)

        return build

    def once(rule: Rule, text: str) -> list[Any]:
        if text not in read:
            before = len(rule._trace)
            parts = list(parsed(rule, text))
            read[text] = parts, rule._trace[before:], dict(rule._converters)
            return parts
        parts, trace, converters = read[text]
        rule._trace += trace
        rule._converters.update(converters)
        rule.arguments.update(converters)
        return parts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", later)
        patch.setattr(Rule, "_parse_rule", once)
        yield
