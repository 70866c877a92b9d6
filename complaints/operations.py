"""What a service or send task of a diagram may call: named operations, in the transaction of the command.

`kirim_pesan`        a message to the complainant: `param.jenis`, `param.isi` (key of the answer that carries the text),
                     `param.teks` (what is said where no answer carries it; else the program's words for this kind),
                     `param.lampiran` (key of the answer with files that go along, `lampiran` when not given);
                     `param.surat=tidak`: nobody is told, whoever tracks the complaint reads it;
                     `param.penantian`: the wait that it announces or recalls, its period and consequence are added
`beritahu_petugas`   a notice between tiers: `param.peran` (roles), `param.unit` (variable with a unit), `param.pesan`;
                     or to those who have the task `param.tugas` (element; `semua`: any task of the case) still open
`kirim_tembusan`     a copy to the unit or body outside in the variable `penerima` (one instance per recipient): read by
                     `param.peran` of the unit, taken to a body outside by `param.penyerah`
`catat_kategori`     the category that the decision table gave becomes the complaint's own
`tandai_terlambat`   a deadline has passed: `param.tenggat` (which one), `param.peran` (who must know)
`publikasikan_hasil`, `serahkan_berkas`: what leaves the government, see `complaints.casework.disclosure`
`buka_kegiatan`, `rekap` and their like: for work without a complaint, see `complaints.reports.activities.operations`

Notices between officers carry neither identity nor substance: the number of the complaint, or the title of the
activity, and what happened.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from complaints.casework import copies, disclosure
from complaints.models import Attachment, Complaint, ComplaintMessage
from complaints.notices import notice as notices
from complaints.notices.notice import COPIED, COPIED_OUTSIDE
from complaints.notices.occasions import Announcement, occasion_of
from complaints.notices.wording import message_text
from complaints.reports.activities.operations import ACTIVITY_OPERATIONS
from complaints.sealed.content import close_text
from complaints.tracking import waits
from engine.catalogue import as_written
from engine.definition.operations import Operation, OperationContext
from engine.definition.properties import listed
from engine.models import Task, TaskState, new_id
from engine.record import belongings

COMPLAINANT = "pengadu"
READER = "pemegang_nomor"
"""Whoever holds number and code, whether or not it is known who that is."""
ANY_TASK = "semua"
"""In the place of the element of a task: whatever task of the case."""
COPY_READERS = ("pejabat_penghubung",)
COPY_BEARERS = ("admin_instansi",)


@as_written()
def send_to_complainant(context: OperationContext) -> None:
    """Write a message that the complainant reads when tracking; mail only says of what kind, and what is wanted."""
    kind = context.parameters["jenis"]
    said = context.parameters.get("teks", "").strip() or message_text(context, kind)
    said = _answer(context, context.parameters.get("isi", "")) or said
    wait = waits.announced(context)
    text = "\n\n".join(part for part in (said, wait.text if wait else "") if part)
    matter = notices.about(context)
    if matter.restricted:
        text = close_text(context.session, context.instansi_id, context.case_id, text)
    context.session.add(
        ComplaintMessage(
            instansi_id=context.instansi_id,
            id=new_id(),
            complaint_id=context.case_id,
            at=context.now,
            kind=kind,
            sender="instansi",
            text=text,
        )
    )
    _publish_files(context)
    if context.parameters.get("surat") == "tidak":
        context.notices.append({"to": READER, "kind": kind})
        return
    context.notices.append({"to": COMPLAINANT, "kind": kind})
    about = _announcement(kind, wait)
    notices.to_complainant(
        context.session, instansi_id=context.instansi_id, case_id=context.case_id, about=about, now=context.now
    )


def _announcement(kind: str, wait: waits.Announced | None) -> Announcement:
    occasion = occasion_of(kind, waits=wait is not None and not wait.continues)
    if wait is None:
        return Announcement(occasion)
    return Announcement(occasion, until=wait.until, lasts=wait.lasts, continues=wait.continues, wait=wait.element)


def _publish_files(context: OperationContext) -> None:
    """From now on the complainant sees the files that go along with the message, and no other file of an officer."""
    named = context.answers.get(context.parameters.get("lampiran", "lampiran"))
    ids = [UUID(each) for each in named if isinstance(each, str)] if isinstance(named, list) else []
    if ids:
        context.session.execute(
            update(Attachment)
            .where(
                Attachment.instansi_id == context.instansi_id,
                Attachment.complaint_id == context.case_id,
                Attachment.id.in_(ids),
            )
            .values(public=True)
            .execution_options(synchronize_session=False)
        )
        belongings.named(context.session, Attachment, context.instansi_id, context.case_id, map(str, ids))


def notify_officers(context: OperationContext) -> None:
    """Tell the holders of some roles, in one unit where a unit is named; or whoever has a task still open."""
    kind = context.parameters["pesan"]
    if task := context.parameters.get("tugas"):
        _remind(context, task, kind)
    else:
        _notify(context, kind=kind)


def _remind(context: OperationContext, element: str, kind: str) -> None:
    """Tell each role and unit in whose list the task of this element, or any task of the case, is open."""
    found = context.session.execute(
        select(Task.role, Task.unit)
        .where(
            Task.instansi_id == context.instansi_id,
            Task.case_id == context.case_id,
            *([] if element == ANY_TASK else [Task.element == element]),
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.unit, Task.role)
        .distinct()
    )
    for role, unit in found:
        context.notices.append({"to": [role], "kind": kind} | ({"unit": unit} if unit else {}))
        notices.to_officers(context, roles=(role,), unit=unit or None, kind=kind, about=notices.about(context))


def send_copy(context: OperationContext) -> None:
    """Put the complaint in the list of a unit, or of who takes it to a body outside, and tell them (TL-VI.B.1.b-9)."""
    recipient = _text(context.variables.get("penerima"))
    readers, bearers = _roles(context) or COPY_READERS, _roles(context, "penyerah") or COPY_BEARERS
    unit = copies.keep(context, recipient, readers=readers, bearers=bearers)
    context.notices.append({"to": recipient, "kind": COPIED})
    notices.to_officers(
        context,
        roles=bearers if unit is None else readers,
        unit=unit,
        kind=COPIED_OUTSIDE if unit is None else COPIED,
        about=notices.about(context),
    )


def note_category(context: OperationContext) -> None:
    """Keep the category of the settlement deadline with the complaint (TL-VI.C)."""
    category = _text(context.variables.get("kategori_sla"))
    context.session.execute(
        update(Complaint)
        .where(Complaint.instansi_id == context.instansi_id, Complaint.id == context.case_id)
        .values(kategori_sla=category or None)
    )
    belongings.changed(context.session, Complaint, context.case_id, {"kategori_sla": category or None})


def mark_overdue(context: OperationContext) -> None:
    """Tell those who must act that a deadline has passed. The complaint goes on: nothing is cancelled."""
    _notify(context, kind="terlambat", deadline=context.parameters.get("tenggat", ""))


def _notify(context: OperationContext, *, kind: str, deadline: str = "") -> None:
    variable = context.parameters.get("unit")
    unit = None if variable is None else _text(context.variables.get(variable))
    roles = _roles(context)
    notice: dict[str, Any] = {"to": list(roles), "kind": kind}
    if unit:
        notice["unit"] = unit
    if deadline:
        notice["tenggat"] = deadline
    context.notices.append(notice)
    notices.to_officers(context, roles=roles, unit=unit, kind=kind, about=notices.about(context))


def _roles(context: OperationContext, parameter: str = "peran") -> tuple[str, ...]:
    return listed(context.parameters.get(parameter, ""))


def _answer(context: OperationContext, key: str) -> str:
    return _text(context.answers.get(key))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


OPERATIONS: dict[str, Operation] = {
    "kirim_pesan": send_to_complainant,
    "beritahu_petugas": notify_officers,
    "kirim_tembusan": send_copy,
    "catat_kategori": note_category,
    "tandai_terlambat": mark_overdue,
    "publikasikan_hasil": disclosure.publish_result,
    "serahkan_berkas": disclosure.hand_over,
    **ACTIVITY_OPERATIONS,
}
"""Topic of a diagram -> what it does."""
