"""`create-user`: the first people of an installation. Everybody else is added by them."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from collections.abc import Callable

from complaints.people.accounts import RoleRefusedError, add_user, grant
from complaints.people.passwords import fault_of
from complaints.people.roles import ROLES
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import unit_of_work


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


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Adds the person with their roles and prints a random first password unless one was asked for."""
    password = getpass.getpass(_("Kata sandi pertama: ")) if args.ask else secrets.token_urlsafe(12)
    fault = fault_of(password, username=args.username)
    if fault is not None:
        print(_("Kata sandi ditolak: %(value)s", value=fault.value), file=sys.stderr)
        return 1
    try:
        _add(args, tools(), password)
    except RoleRefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    print(
        f"{args.username} ditambahkan."
        + ("" if args.ask else _(" Kata sandi pertama: %(password)s", password=password))
    )
    return 0


def _add(args: argparse.Namespace, tools: Tools, password: str) -> None:
    with unit_of_work(tools.session_factory, args.instansi) as session:
        user_id = add_user(
            session,
            instansi_id=args.instansi,
            username=args.username,
            name=args.name,
            password=password,
            email=args.email,
        )
        for role, unit in args.role:
            grant(session, instansi_id=args.instansi, user_id=user_id, role=role, unit=unit)


def _membership(text: str) -> tuple[str, str]:
    role, _colon, unit = text.partition(":")
    if role not in ROLES:
        raise argparse.ArgumentTypeError(
            _("peran %(role)r tidak dikenal; pilih %(role_2)s", role=role, role_2=", ".join(sorted(ROLES)))
        )
    return role, unit
