"""Deploy rules: one file each, in the order of their findings; `docs/aturan-lint.md` has a line on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definition.bundle import Bundle
from engine.definition.rules import (
    boundary_timers,
    call_values,
    calls,
    decision_tables,
    drawing,
    errors,
    executable_kinds,
    expressions,
    forms,
    gateways,
    ids,
    instances,
    legal_basis,
    messages,
    names,
    operations,
    parallel_flows,
    properties,
    read_before,
    references,
    reserved_ids,
    roles,
    soundness,
    starts_and_ends,
    timers,
    unread_parts,
    value_kinds,
    variables,
)
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

Rule = Callable[[Bundle, Surroundings], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    ids.check,
    reserved_ids.check,
    executable_kinds.check,
    unread_parts.check,
    names.check,
    references.check,
    drawing.check,
    starts_and_ends.check,
    gateways.check,
    soundness.check,
    parallel_flows.check,
    properties.check,
    roles.check,
    forms.check,
    operations.check,
    messages.check,
    errors.check,
    timers.check,
    boundary_timers.check,
    expressions.check,
    variables.check,
    value_kinds.check,
    read_before.check,
    decision_tables.check,
    calls.check,
    call_values.check,
    instances.check,
    legal_basis.check,
)
