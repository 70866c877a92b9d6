"""What a government's data become: the difference is told first, then it is applied, each part as a recorded act.

The page and the file (`app.py update-instansi`) say what they want as a `Government`; both go through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.models import Instansi, Membership, Unit
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.governments.file import Government
from complaints.people.governments.look import digest_of, keep_crest
from complaints.people.governments.refusal import GovernmentFileError
from complaints.people.governments.rows import government_of
from complaints.people.guarded import restricted_processes
from engine.actors import Actor
from engine.catalogue import _
from engine.models import Task, TaskState
from engine.running.runtime import Runtime

COLUMNS = {
    "name": "name",
    "regulation": "regulation",
    "restricted_process": "restricted_process_id",
    "activities": "activity_process_ids",
    "reminds_at": "reminds_at",
    "cuti_bersama_stops_clock": "cuti_bersama_stops_clock",
    "contact_name": "contact_name",
    "contact_address": "contact_address",
    "contact_phone": "contact_phone",
    "contact_whatsapp": "contact_whatsapp",
    "contact_hours": "contact_hours",
    "contact_map": "contact_map",
    "disclosure": "disclosure",
    "wilayah": "wilayah",
    "authorities": "authorities",
    "channels": "channels",
    "region_codes": "region_codes",
    "teams": "teams",
    "colour": "colour",
    "crest": "crest_digest",
    "texts": "texts",
    "limits": "limits",
    "borrows": "borrows",
    "articles": "articles",
}
"""Name in the file -> column."""
FIXED = ("id", "process", "province")
"""Running cases rest on these: another one is another government."""
OPERATORS = ("restricted_process", "activities")
"""Who reads whistleblowers' reports rests on these: changed on the command line alone."""
COUNTED = frozenset({"reminds_at", "cuti_bersama_stops_clock"})
"""What waiting deadlines and reminders are counted from."""


@dataclass(frozen=True)
class DataDifference:
    """One value that changes. `unit` is set when it is a unit's; then `name` is `unit_added`, `unit_changed` …"""

    name: str
    before: Any
    after: Any
    unit: str = ""


def differences(session: Session, wanted: Government, *, by_operator: bool = False) -> list[DataDifference]:
    """What applying it would change, in the order of the file; mappings entry by entry.

    Raises GovernmentFileError for what cannot be changed, or when a unit that still works is left out.
    """
    present = government_of(session, wanted.id)
    _refuse_opening(session, present, wanted, by_operator=by_operator)
    for name in FIXED:
        if str(wanted.values[name]) != str(present.values[name]):
            raise GovernmentFileError(
                _("%(name)s tidak dapat diganti: kasus yang berjalan bersandar padanya", name=name)
            )
    found = []
    for name in COLUMNS:
        before, after = _said(present, name), _said(wanted, name)
        if isinstance(before, dict) and isinstance(after, dict):
            keys = [each for each in sorted(before.keys() | after.keys()) if before.get(each) != after.get(each)]
            if keys or list(before) != list(after):
                old = {each: before[each] for each in keys if each in before}
                found.append(DataDifference(name, old, {each: after[each] for each in keys if each in after}))
        elif before != after:
            found.append(DataDifference(name, before, after))
    return found + _unit_differences(session, present, wanted)


def apply(
    session: Session, runtime: Runtime, *, wanted: Government, by: Actor, reason: str = "", by_operator: bool = False
) -> list[DataDifference]:
    """Applies it and records every part. Gives what changed; when something of `COUNTED` did, the caller recomputes the
    waiting deadlines once this is committed. Raises what `differences` raises.
    """
    found = differences(session, wanted, by_operator=by_operator)
    row = session.get_one(Instansi, wanted.id, with_for_update=True)
    changed = [each for each in found if not each.unit]
    for each in changed:
        if each.name == "crest":
            keep_crest(session, row=row, text=str(wanted.values["crest"]))
        else:
            setattr(row, COLUMNS[each.name], _plain(wanted.values[each.name]))
    if changed:
        record_act(
            session, runtime, instansi_id=wanted.id, by=by, act=Act.GOVERNMENT_CHANGED,
            subject=Subject(About.GOVERNMENT, wanted.id), before={each.name: each.before for each in changed},
            after={each.name: each.after for each in changed}, reason=reason,
        )  # fmt: skip
    for each in found:
        if each.unit:
            _apply_unit(session, runtime, wanted, each, by, reason)
    session.flush()
    session.info.pop("units", None)
    return found


def _refuse_opening(session: Session, present: Government, wanted: Government, *, by_operator: bool) -> None:
    """No change opens a whistleblower's report to anybody else: `open_processes` rests on it."""
    for name in OPERATORS:
        if not by_operator and _plain(wanted.values[name]) != _plain(present.values[name]):
            raise GovernmentFileError(
                _("%(name)s diganti operator dari baris perintah saja (app.py update-instansi)", name=name)
            )
    closed = restricted_processes(session, instansi_id=wanted.id) | {str(wanted.values["restricted_process"])}
    opened = closed & {str(wanted.values["process"]), *map(str, wanted.values["activities"])}
    if opened - {""}:
        raise GovernmentFileError(
            _("%(name)s memuat laporan whistleblower dan tidak dapat menjadi proses lain", name=", ".join(opened))
        )


def _unit_differences(session: Session, present: Government, wanted: Government) -> list[DataDifference]:
    closed = set(session.scalars(select(Unit.id).where(Unit.instansi_id == wanted.id, Unit.active.is_(False))))
    found = []
    for slug, name in wanted.units.items():
        new = {"unit_name": name, "kind": wanted.unit_kinds[slug]}
        if slug not in present.units:
            found.append(DataDifference("unit_opened" if slug in closed else "unit_added", {}, new, slug))
            continue
        old = {"unit_name": present.units[slug], "kind": present.unit_kinds[slug]}
        if old != new:
            found.append(DataDifference("unit_changed", old, new, slug))
    for slug, name in present.units.items():
        if slug not in wanted.units:
            _refuse_busy(session, wanted.id, slug, name)
            found.append(DataDifference("unit_closed", {"unit_name": name}, {}, slug))
    return found


def _refuse_busy(session: Session, instansi_id: str, slug: str, name: str) -> None:
    tasks = session.scalar(
        select(func.count()).where(Task.instansi_id == instansi_id, Task.unit == slug, Task.state == TaskState.OPEN)
    )
    people = session.scalar(select(func.count()).where(Membership.instansi_id == instansi_id, Membership.unit == slug))
    if tasks or people:
        raise GovernmentFileError(
            _(
                "unit %(name)s belum dapat ditutup: masih ada %(tasks)s tugas terbuka dan %(people)s peran di sana",
                name=name,
                tasks=tasks,
                people=people,
            )
        )


def _apply_unit(
    session: Session, runtime: Runtime, wanted: Government, change: DataDifference, by: Actor, reason: str
) -> None:
    row = session.get(Unit, (wanted.id, change.unit))
    if row is None:
        row = Unit(instansi_id=wanted.id, id=change.unit, active=True)
        session.add(row)
    row.active = change.name != "unit_closed"
    if row.active:
        row.name, row.kind = change.after["unit_name"], change.after["kind"]
    record_act(
        session, runtime, instansi_id=wanted.id, by=by, act=Act(change.name), subject=Subject(About.UNIT, change.unit),
        before=change.before, after=change.after, reason=reason,
    )  # fmt: skip


def _said(government: Government, name: str) -> Any:
    """A value as a difference tells it; of a crest what stands for it."""
    value = _plain(government.values[name])
    return digest_of(value) if name == "crest" else value


def _plain(value: Any) -> Any:
    """As it is stored: texts, lists of texts, mappings of these."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool) else str(value)
