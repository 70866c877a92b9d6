"""The kinds of report that a government takes: the choices of the question with `kolom` = `pengaduan.jenis`.

`sebutan.<value>`, a custom property of that question, tells what else the decision tables call a kind: the words of a
regulation that refines it (`keluhan`, `sengketa`), or that names it otherwise (`saran`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.intake.answers import UNASKED
from complaints.intake.start_form import declared, start_form
from complaints.intake.starts import WEBSITE, channels
from complaints.models import Instansi
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms.components.choices import FromList
from engine.definition.versions import bundle_of
from engine.models import ProcessVersion

ALSO_CALLED = "sebutan."
"""Begins the name of the property that names a kind otherwise."""
SINCE_EVER = {
    "aspirasi": frozenset({"ide", "saran", "kritik", "pendapat"}),
    "permintaan_informasi": frozenset({"permohonan_informasi"}),
}
"""The same for forms that were deployed before forms named any column."""


@dataclass(frozen=True)
class Kind:
    """A kind of report in the words of the form."""

    value: str
    label: str
    hint: str
    """A sentence on what it is; "" when the form has none."""
    key: str
    """Of the question that offers it."""
    names: frozenset[str]
    """What decision tables call it, its value included."""


class Newest(NamedTuple):
    """The version in force, as it was deployed."""

    bundle: Bundle
    process_id: str


def kinds(bundle: Bundle, *, process_id: str) -> list[Kind]:
    """Every kind that some way into a version offers, in the order of the website's form and then of the others.

    A government whose forms do not ask takes complaints. What forms ask is kept with the bundle, which never changes.
    """
    kept: list[Kind] | None = bundle.worked_out.get((Kind, process_id))
    if kept is None:
        kept = bundle.worked_out[Kind, process_id] = _asked(bundle, process_id)
    return list(kept) or [Kind(UNASKED, _("Pengaduan"), "", "jenis", frozenset({UNASKED}))]


def _asked(bundle: Bundle, process_id: str) -> list[Kind]:
    ways = channels(bundle, process_id=process_id)
    found: dict[str, Kind] = {}
    for kanal in sorted(ways, key=lambda kanal: kanal != WEBSITE):
        asked = start_form(ways[kanal].form, kanal=kanal)
        question = asked.form.fields.get(asked.key_of("pengaduan.jenis"))
        for kind in _offered(question, since_ever=not declared(asked.form)) if isinstance(question, FromList) else ():
            found.setdefault(kind.value, kind)
    return list(found.values())


def newest_of(session: Session, *, instansi_id: str) -> Newest | None:
    """The newest version of the process in which an instansi handles complaints; None before there is one."""
    row = session.execute(
        select(ProcessVersion.id, ProcessVersion.process_id)
        .join(Instansi, and_(Instansi.id == instansi_id, Instansi.process_id == ProcessVersion.process_id))
        .where(ProcessVersion.instansi_id == instansi_id)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Newest(bundle_of(session, instansi_id, row.id), row.process_id)


def _offered(question: FromList, *, since_ever: bool) -> Iterator[Kind]:
    for option in question.fixed:
        said = question.properties.get(f"{ALSO_CALLED}{option.wire}", "").split(",")
        more = SINCE_EVER.get(option.wire, frozenset()) if since_ever else {name.strip() for name in said} - {""}
        yield Kind(option.wire, option.label, option.hint, question.key, frozenset({option.wire, *more}))
