"""Who may do what with a task: the one place that decides it for every command."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotAllowedError
from engine.models import Task


@dataclass(frozen=True)
class TaskStanding:
    """How a person stands to a task."""

    actor: Actor
    """The person as the history names them: in the role and unit of the work, and in whose place."""
    works: bool
    """May do the work: it is of their role, or of somebody whose place they take, or they head the unit and took it."""
    heads: bool
    """Heads the unit: may take it out of anybody's hands, and decides who goes on."""


def standing(by: Actor, task: Task, process: str) -> TaskStanding:
    """How `by` stands to a task in a case of this process. Raises NotAllowedError for somebody with no part in it.

    A stand-in and a head have their rights in the processes that these name; nowhere else does either exist.
    """
    own = by.may_do(role=task.role, unit=task.unit)
    stand_in = None if own else by.stand_in_for(role=task.role, unit=task.unit, process=process)
    headship = by.headship_of(unit=task.unit, process=process)
    holds = task.claimed_by == by.id
    if not (own or stand_in or headship):
        raise NotAllowedError(_("tugas ini bukan untuk peran dan unit Anda"))
    works = own or stand_in is not None or holds
    role = task.role if works or headship is None else headship.role
    place = (holds and task.on_behalf_of) or (stand_in.of if stand_in else "")
    actor = replace(by.acting_as(role=role, unit=task.unit), on_behalf_of=by.on_behalf_of or place or "")
    return TaskStanding(actor, works=works, heads=headship is not None)


def working(by: Actor, task: Task, process: str) -> Actor:
    """The person as they do the work. Raises NotAllowedError."""
    found = standing(by, task, process)
    if not found.works:
        raise NotAllowedError(_("tugas ini bukan untuk peran dan unit Anda; sebagai kepala, ambil alih lebih dahulu"))
    return found.actor
