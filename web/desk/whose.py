"""Where a case stands: its open tasks, each with a sentence why it is in an officer's list, or why not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from engine.running.queries import TaskView
from web.desk_context import Desk
from web.phrases import desk as words


def standing(desk: Desk, tasks: Iterable[TaskView], *, process: str) -> list[dict[str, Any]]:
    """These open tasks of a case of this process in words, as `desk/parts.html` shows them."""
    return [
        {
            "name": each.name,
            "role": each.role,
            "unit": desk.unit_name(each.unit),
            "why": _why_listed(desk, role=each.role, unit=each.unit, process=process),
        }
        for each in tasks
    ]


def _why_listed(desk: Desk, *, role: str, unit: str, process: str) -> str:
    """Of a task for this role and unit ("" for any) in a case of this process."""
    actor = desk.actor
    if actor.may_do(role=role, unit=unit):
        return _("Ada pada daftar Anda: ini tugas peran Anda.")
    place = actor.stand_in_for(role=role, unit=unit, process=process)
    if place is not None:
        return _("Ada pada daftar Anda: Anda menggantikan %(nama)s.", nama=place.name)
    if actor.headship_of(unit=unit, process=process) is not None:
        return _("Tidak ada pada daftar Anda: bukan peran Anda. Sebagai pimpinan Anda melihatnya pada Tugas unit.")
    elsewhere = sorted(desk.unit_name(held) for name, held in actor.memberships if name == role)
    if elsewhere:
        return _("Tidak ada pada daftar Anda: peran Anda sama, tetapi untuk %(unit)s.", unit=", ".join(elsewhere))
    return _("Tidak ada pada daftar Anda: ini tugas peran %(peran)s.", peran=words.role(role))
