"""`create-user`: the first people of an installation, who add everybody else; `reset-second-factor` and `unlock-user`:
when nobody of a government can come in to help."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from complaints.models import Instansi, User
from complaints.people import helping, persons
from complaints.people.accounts import RoleRefusedError, canonical
from complaints.people.passwords import fault_of
from complaints.people.roles import ROLES, Role
from console.tools import Commands, Tools
from engine.actors import SISTEM, Actor
from engine.catalogue import _
from engine.db import Session, unit_of_work
from engine.errors import AnswersRefusedError, EngineError, NotFoundError


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("create-user", help=_("tambah petugas; kata sandi pertama wajib diganti saat masuk"))
    parser.add_argument("instansi")
    parser.add_argument("username")
    parser.add_argument("name", help=_("nama lengkap"))
    parser.add_argument(
        "--role", action="append", default=[], type=_membership, help=_("peran atau peran:unit; boleh berulang")
    )
    parser.add_argument("--email", default="")
    parser.add_argument("--ask", action="store_true", help=_("tanyakan kata sandi pertama, alih-alih membuatnya acak"))
    parser.set_defaults(run=run)
    given = commands.add_parser(
        "grant-role", help=_("beri peran kepada petugas yang sudah ada, misalnya admin pertama")
    )
    given.add_argument("instansi")
    given.add_argument("username")
    given.add_argument("role", type=_membership, help=_("peran atau peran:unit"))
    given.set_defaults(run=run_grant)
    reset = commands.add_parser("reset-second-factor", help=_("hapus faktor kedua petugas yang kehilangan ponsel"))
    reset.add_argument("instansi")
    reset.add_argument("username")
    reset.add_argument("reason", help=_("alasannya; tercatat pada riwayat tindakan"))
    reset.set_defaults(run=run_reset)
    opened = commands.add_parser("unlock-user", help=_("akhiri tunggu sesudah salah masuk"))
    opened.add_argument("instansi")
    opened.add_argument("username")
    opened.set_defaults(run=run_unlock)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Adds the person with their roles and prints a random first password unless one was asked for."""
    password = getpass.getpass(_("Kata sandi pertama: ")) if args.ask else secrets.token_urlsafe(12)
    fault = fault_of(password, username=args.username)
    if fault is not None:
        print(_("Kata sandi ditolak: %(value)s", value=fault.value), file=sys.stderr)
        return 1
    try:
        _add(args, tools(), password)
    except (RoleRefusedError, EngineError) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(
        f"{args.username} ditambahkan."
        + ("" if args.ask else _(" Kata sandi pertama: %(password)s", password=password))
    )
    return 0


def run_grant(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Gives the role at once, guarded ones too: who owns the machine reads everything anyway; it leaves its trace."""
    opened = tools()
    role, unit = args.role
    try:
        with unit_of_work(opened.session_factory, args.instansi) as session:
            user_id = id_of(session, args)
            if user_id is not None:
                given: dict[str, Any] = {"instansi_id": args.instansi, "by": _operator(), "user_id": user_id}
                persons.grant_role(session, opened.runtime, **given, role=role, unit=unit, confirmed=True)
    except (RoleRefusedError, EngineError) as refused:
        print(refused, file=sys.stderr)
        return 1
    return _told(user_id, _("Peran diberikan."))


def run_reset(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """The person logs in with the password alone and sets up a second factor anew; 1 when there is no such person."""
    given = tools()
    if not args.reason.strip():
        print(_("Tulis alasannya."), file=sys.stderr)
        return 1
    with unit_of_work(given.session_factory, args.instansi) as session:
        user_id = id_of(session, args)
        if user_id is not None:
            helping.reset_second_factor(
                session, given.runtime, instansi_id=args.instansi, user_id=user_id, by=SISTEM, reason=args.reason,
                confirmed=True,
            )  # fmt: skip
    return _told(user_id, _("Faktor kedua dihapus, semua sesi diakhiri."))


def run_unlock(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Forgets the wrong passwords and codes of a person; 1 when there is no such person."""
    given = tools()
    with unit_of_work(given.session_factory, args.instansi) as session:
        user_id = id_of(session, args)
        if user_id is not None:
            helping.unlock(
                session, given.runtime, given.settings, instansi_id=args.instansi, user_id=user_id, by=SISTEM
            )
    return _told(user_id, _("Tunggu diakhiri."))


def id_of(session: Session, args: argparse.Namespace) -> UUID | None:
    """The person that `instansi` and `username` name, or None."""
    named = select(User.id).where(User.instansi_id == args.instansi, User.username == canonical(args.username))
    return session.scalars(named).one_or_none()


def _told(user_id: UUID | None, done: str) -> int:
    if user_id is None:
        print(_("Petugas itu tidak ada."), file=sys.stderr)
        return 1
    print(done)
    return 0


def _add(args: argparse.Namespace, tools: Tools, password: str) -> None:
    """Every step is an act of the operator in the government's own history: nobody gets a role without a trace."""
    given: dict[str, Any] = {"instansi_id": args.instansi, "by": _operator()}
    with unit_of_work(tools.session_factory, args.instansi) as session:
        if session.get(Instansi, args.instansi) is None:
            raise NotFoundError(_("pemerintah daerah '%(id)s' belum ada; lihat create-instansi", id=args.instansi))
        try:
            user_id = persons.add_person(
                session, tools.runtime, **given, username=args.username, name=args.name, email=args.email,
                password=password,
            )  # fmt: skip
        except AnswersRefusedError as refused:
            raise EngineError(" ".join(refused.errors.values())) from refused
        for role, unit in args.role:
            persons.grant_role(session, tools.runtime, **given, user_id=user_id, role=role, unit=unit, confirmed=True)


def _operator() -> Actor:
    return Actor(id="operator", name=getpass.getuser(), role=Role.OPERATOR)


def _membership(text: str) -> tuple[str, str]:
    role, _colon, unit = text.partition(":")
    if role not in ROLES:
        raise argparse.ArgumentTypeError(
            _("peran %(role)r tidak dikenal; pilih %(role_2)s", role=role, role_2=", ".join(sorted(ROLES)))
        )
    return role, unit
