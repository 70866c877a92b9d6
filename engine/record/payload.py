"""From an event to the payload of its row, and back from every form that was ever stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from json import encoder
from typing import Any

from engine.catalogue import _
from engine.record.advance import HistoryEvent, UnknownEvent
from engine.record.events import EVENTS
from engine.record.said import Said


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, UTF-8 as it stands. Hashes are over this."""
    return "".join(_chunks(value, 0))


def phase_in(payload: str) -> str:
    """The phase that a row says, without reading the row: for whoever goes through hundreds of thousands.

    It stands in the row's own spelling (`canonical`), behind the path: a quotation mark within a text has a backslash
    before it, and nothing that is sorted behind the phase has a field of that name. A row without a path is read.
    """
    at = payload.rfind(PHASE)
    if at < 0:
        return ""
    if payload.rfind(PATH, 0, at) >= 0:
        return payload[at + len(PHASE) :].partition('"')[0]
    try:
        whole = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    return str(whole.get("phase") or "") if isinstance(whole, dict) else ""


def said_by(kind: type[HistoryEvent]) -> dict[str, tuple[str, Said]]:
    """The fields of a kind: stored name → (attribute, what is said of it)."""
    found = {}
    for each in fields(kind):
        said = each.metadata.get("said")
        if said is not None:
            found[said.name or each.name] = (each.name, said)
    return found


_MAKE = encoder.c_make_encoder  # type: ignore[attr-defined]
_chunks = _MAKE(None, json.JSONEncoder().default, encoder.encode_basestring, None, ":", ",", True, False, True)
"""What `json.dumps` with sorted keys, no spaces and UTF-8 makes anew with each call, which takes longer than most
values."""
_decoded = json.JSONDecoder().raw_decode
"""Text → value, and where it ends: `json.loads` looks for space around it first, and `canonical` writes none."""
PATH, PHASE = '"path":[[', '"phase":"'
_KINDS = {event.KIND: event for event in EVENTS}
_FIELDS = {event: said_by(event) for event in EVENTS}
_READ = {event: {name: (to, said.shape.read) for name, (to, said) in known.items()} for event, known in _FIELDS.items()}
_REQUIRED = {event: [name for name, (_, said) in known.items() if said.required] for event, known in _FIELDS.items()}


def stored(event: HistoryEvent) -> str:
    """The payload of a row, canonical. Raises ValueError for a kind that EVENTS does not list and when a required field
    is empty, TypeError when a field has the wrong shape.
    """
    if type(event) not in _FIELDS:
        raise ValueError(f"{type(event).__name__} is no kind of history row")
    payload = {}
    for name, (attribute, said) in _FIELDS[type(event)].items():
        value = getattr(event, attribute)
        if said.required and not value:
            raise ValueError(f"{event.KIND}: {name} is missing")
        if value or not event.SPARSE:
            payload[name] = said.shape.store(value)
    return canonical(payload)


def read(kind: str, payload: str, *, wanted: frozenset[str] | None = None) -> HistoryEvent:
    """What a stored row says. Never raises: what cannot be read is told in `findings` of the event.

    `wanted`: only these fields, by their stored names, for whoever goes through many rows; the others stay empty.
    """
    event = _KINDS.get(kind)
    if event is None:
        return UnknownEvent(findings=(_("jenis baris '%(kind)s' tidak dikenal", kind=kind),))
    try:
        found, end = _decoded(payload)
    except (ValueError, RecursionError):
        found = end = None
    if type(found) is not dict or end != len(payload):
        return UnknownEvent(findings=(_("isi baris tidak dapat dibaca"),))
    known, missing = _READ[event], [name for name in _REQUIRED[event] if name not in found]
    if wanted is not None:
        found = {name: value for name, value in found.items() if name in wanted}
    if not missing:
        try:
            return event(**{known[name][0]: known[name][1](value) for name, value in found.items()})
        except (LookupError, TypeError, ValueError):
            pass
    return _piece_by_piece(event, found, missing)


def _piece_by_piece(event: type[HistoryEvent], found: Mapping[str, Any], missing: Sequence[str]) -> HistoryEvent:
    """What of it can be read, and what not."""
    known, values, findings = _READ[event], {}, []
    for name, value in found.items():
        if name not in known:
            findings.append(_("bidang '%(name)s' tidak dikenal", name=name))
            continue
        attribute, shape = known[name]
        try:
            values[attribute] = shape(value)
        except (TypeError, ValueError):
            findings.append(_("bidang '%(name)s' tidak dapat dibaca", name=name))
    findings += [_("bidang '%(name)s' tidak ada", name=name) for name in missing]
    return event(**values, findings=tuple(findings))
