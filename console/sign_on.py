"""`set-sso`, `link-sso`, `drop-sso`: people of a government log in by its own server (OpenID Connect)."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable

from complaints.people import sign_on
from complaints.people.sign_on import SignOnTerms
from console.people import id_of
from console.tools import Commands, Tools
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import unit_of_work
from engine.errors import ConflictError

SECRET = "SSO_CLIENT_SECRET"
"""The variable that holds the client's secret; without it the secret is asked for."""


def add(commands: Commands) -> None:
    """Teaches the parser."""
    server = commands.add_parser("set-sso", help=_("orang sebuah pemerintah daerah masuk lewat server SSO-nya"))
    server.add_argument("instansi")
    server.add_argument("issuer", help=_("alamat penerbit, misalnya https://sso.example.go.id"))
    server.add_argument("client_id")
    server.add_argument("--label", default="SSO", help=_("nama pada halaman masuk"))
    server.add_argument(
        "--proves-twice",
        action="store_true",
        help=_("server itu sendiri meminta faktor kedua; milik Alur tidak diminta"),
    )
    server.add_argument("--only", action="store_true", help=_("kata sandi hanya bagi admin, untuk keadaan darurat"))
    server.set_defaults(run=run_set)
    person = commands.add_parser("link-sso", help=_("sebut siapa seorang petugas pada server SSO"))
    person.add_argument("instansi")
    person.add_argument("username")
    person.add_argument("--subject", default="", help=_("id orang itu pada server (sub)"))
    person.add_argument("--email", default="", help=_("atau alamat surelnya, dipakai sekali saat pertama masuk"))
    person.set_defaults(run=run_link)
    off = commands.add_parser("drop-sso", help=_("hentikan masuk lewat SSO"))
    off.add_argument("instansi")
    off.set_defaults(run=run_drop)


def run_set(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Sets the server; 1 when its address is not safe."""
    given = tools()
    terms = SignOnTerms(
        label=args.label,
        issuer=args.issuer,
        client_id=args.client_id,
        client_secret=os.environ.get(SECRET) or getpass.getpass(_("Rahasia klien: ")),
        proves_twice=args.proves_twice,
        passwords=not args.only,
    )
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            sign_on.configure(session, given.runtime, given.settings, instansi_id=args.instansi, terms=terms, by=SISTEM)
    except ConflictError as error:
        print(error, file=sys.stderr)
        return 1
    back = f"{given.settings.base_url}/petugas/masuk/sso"
    print(_("SSO diatur. Alamat kembali yang didaftarkan pada server itu: %(back)s", back=back))
    return 0


def run_link(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Links a person; 1 when there is no such person or somebody else is linked so."""
    given = tools()
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            user_id = id_of(session, args)
            if user_id is None:
                raise ConflictError(_("petugas itu tidak ada"))
            sign_on.link(
                session,
                given.runtime,
                instansi_id=args.instansi,
                user_id=user_id,
                by=SISTEM,
                subject=args.subject,
                email=args.email,
            )
    except ConflictError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Petugas dihubungkan."))
    return 0


def run_drop(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """From now on passwords alone; 1 when there was no server."""
    given = tools()
    with unit_of_work(given.session_factory, args.instansi) as session:
        done = sign_on.switch_off(session, given.runtime, instansi_id=args.instansi, by=SISTEM)
    print(_("Masuk lewat SSO dihentikan.") if done else _("Pemerintah daerah ini tidak memakai SSO."))
    return 0 if done else 1
