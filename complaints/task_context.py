"""What a task form needs beside the answers: the lists to choose from, by the names that `.form` files give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy.orm import Session

from complaints import units
from complaints.roles import Role
from engine.forms import Option
from engine.runtime import OptionsRequest


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


def _other_skpd(session: Session, request: OptionsRequest) -> list[Option]:
    """The same without the unit of the task itself."""
    return [option for option in _skpd(session, request) if option.value != request.unit]


def _pejabat(session: Session, request: OptionsRequest) -> list[Option]:
    """People of the task's unit who carry out the follow-up (TL-VI.D.3.a)."""
    people = units.colleagues(session, instansi_id=request.instansi_id, role=Role.PEJABAT_BERWENANG, unit=request.unit)
    return [Option(person.id, person.name) for person in people]


LISTS: Mapping[str, Callable[[Session, OptionsRequest], list[Option]]] = {
    "daftar_skpd": _skpd,
    "daftar_skpd_lain": _other_skpd,
    "daftar_pejabat": _pejabat,
}
"""Names that a form may use. A form with another name is told so when it is deployed."""
