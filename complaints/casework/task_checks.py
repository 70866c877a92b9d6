"""What only the domain can check of an answer: a number that must be that of another complaint.

A field says so itself: custom property `periksa` = `nomor_pengaduan` (NG-T2.arsip: a repeated complaint names the one
that it repeats).
"""

from __future__ import annotations

from sqlalchemy import select

from complaints.intake.numbers import plain_number
from complaints.models import Complaint
from engine.catalogue import N_
from engine.definition.forms.messages import Message
from engine.errors import AnswersRefusedError
from engine.running.runtime import Completion

PROPERTY = "periksa"
NUMBER = "nomor_pengaduan"
CHECKS = (NUMBER,)
"""Everything that `periksa` may name."""
NO_SUCH_NUMBER = N_("Tidak ada pengaduan lain dengan nomor ini. Periksa nomornya.")


def verify(done: Completion) -> None:
    """Raises AnswersRefusedError, and with it nothing of the task is done."""
    fields = done.form.fields if done.form is not None else {}
    asked = [key for key, part in fields.items() if part.properties.get(PROPERTY) == NUMBER and done.answers.get(key)]
    errors: dict[str, str] = {
        key: Message(NO_SUCH_NUMBER) for key in asked if not _is_another(done, str(done.answers[key]))
    }
    if errors:
        raise AnswersRefusedError(errors)


def _is_another(done: Completion, typed: str) -> bool:
    """Whether it is the number of another complaint. That of a restricted report counts as none: it tells nothing."""
    found = select(Complaint.id).where(
        Complaint.instansi_id == done.instansi_id,
        Complaint.number == plain_number(typed),
        Complaint.id != done.case_id,
        ~Complaint.restricted,
    )
    return done.session.execute(found).first() is not None
