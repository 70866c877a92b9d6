"""What the engine asks before a draft becomes a version: roles and who holds them, lists of forms, the way in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.casework.task_checks import CHECKS, PROPERTY
from complaints.casework.task_context import LISTS
from complaints.intake.lodging import START_VARIABLES
from complaints.intake.start_checks import start_findings
from complaints.intake.starts import WEBSITE
from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.models import Complaint, Instansi
from complaints.people.roles import RESTRICTED_ROLES
from complaints.people.unheld import held_roles
from complaints.properties import CHANNELS
from complaints.words import role as role_name
from complaints.workshop import receivers, scenario_check
from complaints.workshop.basis import program, rests_on
from complaints.workshop.law_accepted import settled_before
from complaints.workshop.law_warnings import not_computable, warnings
from complaints.workshop.start_values import start_values
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.forms import Form
from engine.definition.versions import bundle_of, current_version
from engine.errors import Finding
from engine.workshop.workshop import LawWarning, Workshop


def workshop() -> Workshop:
    """For the composition root."""
    program()  # as it is when this process begins
    return Workshop(
        roles=PROCESS_ROLE_NAMES,
        given=given,
        findings=lambda *asked: [*findings(*asked), *_not_computable(*asked[:-1])],
        warnings=_warnings,
        tested=scenario_check.findings,
        departing=scenario_check.warnings,
        rests_on=rests_on,
        start_values=_start_values_of,
    )


def _warnings(
    session: Session, instansi_id: str, process_id: str, old: Bundle, new: Bundle, now: datetime
) -> Sequence[LawWarning]:
    main = session.get_one(Instansi, instansi_id).process_id
    settled = settled_before(session, instansi_id, process_id)
    return [
        *warnings(process_id, old, new, settled=settled, law_of=main),
        *receivers.warnings(session, instansi_id, new, now),
    ]


def given(session: Session, instansi_id: str, process_id: str) -> frozenset[str]:
    """Variables that a case begins with: those of its complaint; an activity begins with none."""
    instansi = session.get_one(Instansi, instansi_id)
    complained = process_id in (instansi.process_id, instansi.restricted_process_id)
    return START_VARIABLES if complained else frozenset()


def findings(session: Session, instansi_id: str, process_id: str, bundle: Bundle, now: datetime) -> Iterator[Finding]:
    """A role that nobody holds, a list that no form can be given, a complaint process without a way in for citizens, a
    task in reports of whistleblowers for a role outside its list."""
    held = held_roles(session, instansi_id=instansi_id, now=now)
    for element in _elements(bundle):
        if element.role and element.role not in held:
            text = _(
                "peran %(role)s belum dipegang siapa pun di instansi ini; beri peran itu kepada seseorang dahulu",
                role=role_name(element.role),
            )
            yield Finding(_file(bundle, element), element.id, "role_without_people", text)
    for form in bundle.forms.values():
        yield from _checks(form)
    for name, text in bundle.files.items():
        if name.endswith(".form"):
            yield from _lists(name, json.loads(text).get("components", []))
    home = session.get_one(Instansi, instansi_id)
    if process_id == home.process_id:
        yield from _entrance(bundle, process_id)
    if process_id in (home.process_id, home.restricted_process_id):
        yield from start_findings(bundle, process_id)
    if process_id == home.restricted_process_id:
        yield from _strangers(bundle)


def _strangers(bundle: Bundle) -> Iterator[Finding]:
    """Tasks that would open reports of whistleblowers to a role outside the list: no warning that owners may accept."""
    for element in _elements(bundle):
        if element.role and element.role not in RESTRICTED_ROLES:
            text = _(
                "peran %(role)s tidak boleh bertugas dalam laporan whistleblower; yang boleh: %(known)s",
                role=role_name(element.role),
                known=", ".join(sorted(map(role_name, RESTRICTED_ROLES))),
            )
            yield Finding(_file(bundle, element), element.id, "restricted_role", text)


def _not_computable(session: Session, instansi_id: str, process_id: str, bundle: Bundle) -> Iterator[Finding]:
    newest = current_version(session, instansi_id, process_id)
    main = session.get_one(Instansi, instansi_id).process_id
    yield from not_computable(process_id, bundle_of(session, instansi_id, newest.id), bundle, law_of=main)


def _lists(file: str, components: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    for component in components:
        name = component.get("valuesKey")
        if name and name not in LISTS:
            known = ", ".join(sorted(LISTS))
            yield Finding(
                file,
                component.get("key"),
                "unknown_list",
                _("daftar %(name)s tidak ada; yang ada: %(known)s", name=name, known=known),
            )
        yield from _lists(file, component.get("components", []))


def _checks(form: Form) -> Iterator[Finding]:
    for key, part in form.fields.items():
        name = part.properties.get(PROPERTY, "")
        if name and name not in CHECKS:
            text = _("pemeriksaan '%(name)s' tidak ada; yang ada: %(known)s", name=name, known=", ".join(CHECKS))
            yield Finding(f"{form.name}.form", key, "unknown_check", text)


def _entrance(bundle: Bundle, process_id: str) -> Iterator[Finding]:
    starts = bundle.diagrams[process_id].start_events()
    channels = {part.strip() for start in starts for part in start.properties.get(CHANNELS, "").split(",")}
    if WEBSITE not in channels:
        text = _("tidak ada peristiwa awal dengan kanal website; warga tidak dapat melapor dari halaman ini")
        yield Finding(bundle.diagrams[process_id].file, None, "no_entrance", text)


def _elements(bundle: Bundle) -> Iterator[Element]:
    for diagram in bundle.diagrams.values():
        yield from diagram.elements.values()


def _file(bundle: Bundle, element: Element) -> str:
    return bundle.diagrams[element.process_id].file


def _start_values_of(session: Session, instansi_id: str, case_id: UUID) -> Mapping[str, Any]:
    complaint = session.get(Complaint, (instansi_id, case_id))
    return start_values(complaint) if complaint else {}
