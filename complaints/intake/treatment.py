"""What the form of a task or message changes in how a complaint is treated: said by the question, with `kolom`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints.intake.start_form import FLAGS, PROPERTY, TREATMENT, YES
from complaints.intake.topics import LONGEST, TOPIC
from complaints.models import Complaint
from engine.definition.forms import Form
from engine.record import belongings

SINCE_EVER = {
    "fitur_anonim": "pengaduan.anonim",
    "fitur_rahasia": "pengaduan.rahasia",
    "jenis": "pengaduan.jenis",
    "skpd": "pengaduan.unit",
}
"""What questions of forms mean that were deployed before forms of tasks said it themselves."""
KINDS_SINCE_EVER = frozenset({"pengaduan", "aspirasi", "permintaan_informasi"})
"""The answers to `jenis` of such a form that are kinds of report."""


def treatment_columns(form: Form | None) -> dict[str, str]:
    """The column that a question changes, by its key."""
    return _said(form) or {key: SINCE_EVER[key] for key in (form.fields if form else ()) if key in SINCE_EVER}


def treated(form: Form | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What answers change in the row of the complaint, by its attributes.

    Protection is only ever added: an officer may make a complaint anonymous or secret (TL-VI.B.1.a-5, b-5, c-2), but
    not take away what the complainant asked for.
    """
    changes: dict[str, Any] = {}
    for key, column in treatment_columns(form).items():
        value = answers.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if column in FLAGS:
            value = value in YES
        elif value:
            value = str(value)[: TREATMENT[column]]
        if value:
            changes[column.rpartition(".")[2]] = value
    if form is not None and TOPIC in form.fields and isinstance(answers.get(TOPIC), str):
        changes["topic"] = answers[TOPIC][:LONGEST]
    if not _said(form) and changes.get("jenis") not in KINDS_SINCE_EVER:
        changes.pop("jenis", None)
    return changes


def treat(session: Session, *, instansi_id: str, case_id: UUID, form: Form | None, answers: Mapping[str, Any]) -> None:
    """Carries what answers change into the row of the complaint, bound by the next row of its history."""
    changes = treated(form, answers)
    if not changes:
        return
    session.execute(
        update(Complaint)
        .where(Complaint.instansi_id == instansi_id, Complaint.id == case_id)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    belongings.changed(session, Complaint, case_id, changes)


def _said(form: Form | None) -> dict[str, str]:
    named = {key: part.properties.get(PROPERTY, "") for key, part in form.fields.items()} if form else {}
    return {key: column for key, column in named.items() if column in TREATMENT}
