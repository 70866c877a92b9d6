"""Where task forms meet the complaint: the lists they choose from, and what their answers change in its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy.orm import Session

from complaints.intake.start_lists import DESA, KECAMATAN
from complaints.intake.treatment import treat
from complaints.models import Attachment
from complaints.people import units, wilayah
from complaints.people.instansi import authorities
from complaints.people.roles import Role
from engine.definition.forms import Option
from engine.record import belongings
from engine.running.runtime import Completion, OptionsRequest


def observe(done: Completion) -> None:
    """Carry the answers that decide how a complaint is treated into its row, and bind the files that they name, in the
    transaction of the task."""
    keys = done.form.file_keys() if done.form else ()
    files = [each for key in keys for each in done.answers.get(key) or ()]
    belongings.named(done.session, Attachment, done.instansi_id, done.case_id, files)
    treat(done.session, instansi_id=done.instansi_id, case_id=done.case_id, form=done.form, answers=done.answers)


def options_for(session: Session, request: OptionsRequest) -> Mapping[str, list[Option]]:
    """Every option list of the domain, each read only when a form asks for it by name (`valuesKey`)."""
    return _Lists(session, request)


class _Lists(Mapping[str, list[Option]]):
    """Reads a list the first time its name is asked for: a form without lists costs no statement."""

    def __init__(self, session: Session, request: OptionsRequest) -> None:
        self._session, self._request = session, request
        self._read: dict[str, list[Option]] = {}

    def __getitem__(self, name: str) -> list[Option]:
        if name not in self._read:
            self._read[name] = LISTS[name](self._session, self._request)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in LISTS

    def __iter__(self) -> Iterator[str]:
        return iter(LISTS)

    def __len__(self) -> int:
        return len(LISTS)


def _skpd(session: Session, request: OptionsRequest) -> list[Option]:
    """Units that can receive work."""
    return [Option(u.id, u.name) for u in units.units(session, instansi_id=request.instansi_id).values() if u.active]


def _pejabat(session: Session, request: OptionsRequest) -> list[Option]:
    """People of the task's unit who carry out the follow-up (TL-VI.D.3.a)."""
    people = units.colleagues(
        session, instansi_id=request.instansi_id, role=Role.PEJABAT_BERWENANG, unit=request.unit, now=request.now
    )
    return [Option(person.id, person.name) for person in people]


def _authorities(session: Session, request: OptionsRequest) -> list[Option]:
    """Authorities outside the instansi, in its own order (TL-VI.B.1.a-7, a-9; LT-VI.B.1.a-7, a-9)."""
    return [Option(slug, name) for slug, name in authorities(session, instansi_id=request.instansi_id).items()]


def _recipients(session: Session, request: OptionsRequest) -> list[Option]:
    """Whom a copy may go to: the units, then the authorities outside (TL-VI.B.1.a-9, b-9; BT-P19(1)d)."""
    inside = _skpd(session, request)
    taken = {each.value for each in inside}
    return [*inside, *(each for each in _authorities(session, request) if each.value not in taken)]


def _kecamatan(session: Session, request: OptionsRequest) -> list[Option]:
    return [Option(name, name) for name in wilayah.kecamatan(session, instansi_id=request.instansi_id)]


def _desa(session: Session, request: OptionsRequest) -> list[Option]:
    return [Option(name, name) for name in wilayah.desa(session, instansi_id=request.instansi_id)]


LISTS: Mapping[str, Callable[[Session, OptionsRequest], list[Option]]] = {
    "daftar_skpd": _skpd,
    "daftar_pejabat": _pejabat,
    "daftar_instansi_lain": _authorities,
    "daftar_penerima_tembusan": _recipients,
    KECAMATAN: _kecamatan,
    DESA: _desa,
}
"""Names that a form may use."""
