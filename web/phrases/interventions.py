"""What putting a case right is called."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from complaints.audit.acts import AnswerChange, Holder, MovedDue, PutRight
from complaints.audit.interventions import RETRIED
from engine.record.interventions import Intervention
from web.phrases import audit
from web.phrases.desk import message, readable
from web.phrases.moments import waktu

KINDS: dict[str, LazyString] = {
    Intervention.TASK_REASSIGNED: _l("Tugas dialihkan"),
    Intervention.ANSWER_CORRECTED: _l("Jawaban dibetulkan"),
    Intervention.CLASS_CHANGED: _l("Golongan diubah"),
    Intervention.TOKEN_MOVED: _l("Token dipindahkan"),
    Intervention.TOKEN_ADDED: _l("Token ditambahkan"),
    Intervention.TOKEN_CANCELLED: _l("Token dibatalkan"),
    RETRIED: _l("Langkah yang gagal dicoba lagi"),
}
"""The headings of what was done, or would be."""


def kind(name: str) -> str:
    """`token_moved` as "Token dipindahkan"."""
    return str(KINDS[name]) if name in KINDS else readable(name)


def place(done: PutRight) -> str:
    """Where: `Kaji → Jawab`."""
    return f"{done.name} → {done.to}" if done.to else done.name


def value(change: AnswerChange) -> str:
    """A value that changed: `Kelas: ringan → berat`."""
    return _(
        "%(label)s: semula %(old)s, kini %(new)s",
        label=audit.label(change),
        old=audit.answer(change.old) or _("kosong"),
        new=audit.answer(change.new) or _("kosong"),
    )


def due(moved: MovedDue) -> str:
    """A deadline that counts another way."""
    if moved.old is None:
        return _("%(name)s: %(new)s", name=moved.name, new=_moment(moved.new))
    return _("%(name)s: semula %(old)s, kini %(new)s", name=moved.name, old=_moment(moved.old), new=_moment(moved.new))


def hand(moved: Holder, people: dict[str, str]) -> str:
    """A task from hand to hand."""
    listed = _("daftar tugas")
    old, new = (people.get(each, each) or listed for each in (moved.old, moved.new))
    return _("%(name)s: semula %(old)s, kini %(new)s", name=moved.task, old=old, new=new)


def unit(moved: Holder, units: dict[str, str]) -> str:
    """A task that went to another unit."""
    nobody = _("tanpa unit")
    old, new = (units.get(each, each) or nobody for each in (moved.old, moved.new))
    return _("%(name)s: semula %(old)s, kini %(new)s", name=moved.task, old=old, new=new)


def before_and_after(done: PutRight, units: dict[str, str]) -> list[str]:
    """What is another one than it was: answers, holders, units, deadlines, work that came and went."""
    return [
        *(value(each) for each in done.values),
        *(hand(each, {}) for each in done.holders),
        *(unit(each, units) for each in done.units),
        *(_("Tenggat %(apa)s", apa=due(each)) for each in done.dues),
        *(_("Tugas ditarik: %(nama)s", nama=name) for name in done.withdrawn),
        *(_("Tugas baru: %(nama)s", nama=each.name) for each in done.opened),
    ]


def told(kinds: tuple[str, ...]) -> str:
    """Which messages go out."""
    return ", ".join(dict.fromkeys(message(each) for each in kinds))


def sentence(text: str) -> str:
    """A refusal of the engine as a sentence of a page."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _moment(moment: object) -> str:
    return waktu(moment, hari=False) if moment is not None else _("tanpa batas")  # type: ignore[arg-type]
