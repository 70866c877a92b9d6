"""How a government serves: how each channel and body outside is reached, official codes of places, teams."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from complaints.people.governments.refusal import GovernmentFileError
from engine.catalogue import _

REACHED = {"phone": 40, "whatsapp": 40, "hours": 200, "map": 300}
"""How a channel is reached, with the longest text."""
NUMBER = re.compile(r"[+(]?[0-9][0-9 ().-]{2,38}")
CHANNEL = re.compile(r"[a-z][a-z0-9_-]{1,69}")
OUTSIDE = "luar_"
"""Begins the key of a body outside, before its slug: how it is reached by whoever was sent on to it."""
SUBDISTRICT = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
VILLAGE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")
TEAM = {"name": 120, "decree": 200, "head": 120, "from": 10, "until": 10}
"""What is said of a team, with the longest text; `from` and `until` are days."""
MOST_CHANNELS, MOST_TEAMS, MOST_CODES = 100, 20, 2_000


def check_service(file: str, values: Mapping[str, Any]) -> None:
    """Channels, codes and teams. Raises GovernmentFileError that names `file`."""
    try:
        _check_channels(values["channels"])
        check_codes(values["region_codes"], values["wilayah"])
        _check_teams(values["teams"])
    except (TypeError, AttributeError) as error:
        raise GovernmentFileError(_("%(file)s: channels, region_codes, atau teams tidak terbaca", file=file)) from error


def check_reach(where: str, reached: Mapping[str, str]) -> None:
    """Phone, WhatsApp, hours and map of `where`. Raises GovernmentFileError."""
    for name, text in reached.items():
        if name not in REACHED or len(text) > REACHED[name]:
            raise GovernmentFileError(_("%(where)s: %(name)s terlalu panjang atau asing", where=where, name=name))
        if name in ("phone", "whatsapp") and not NUMBER.fullmatch(text):
            raise GovernmentFileError(_("%(where)s: tulis nomor saja, misalnya +62 811-2345-678", where=where))
        if name == "map" and not text.startswith("https://"):
            raise GovernmentFileError(_("%(where)s: tulis alamat peta yang dimulai https://", where=where))


def _check_channels(channels: Mapping[str, Mapping[str, str]]) -> None:
    if len(channels) > MOST_CHANNELS:
        raise GovernmentFileError(_("paling banyak %(n)s saluran", n=MOST_CHANNELS))
    for kanal, reached in channels.items():
        if not CHANNEL.fullmatch(str(kanal)):
            raise GovernmentFileError(_("saluran %(kanal)r tidak dikenal", kanal=str(kanal)[:40]))
        check_reach(str(kanal), {str(name): str(text) for name, text in reached.items()})


def check_codes(codes: Mapping[str, str], places: Mapping[str, list[str]]) -> None:
    """`63.01.02` of a kecamatan, `63.01.02.2001` of a desa below it. Raises GovernmentFileError."""
    if len(codes) > MOST_CODES or len(set(codes.values())) < len(codes):
        raise GovernmentFileError(_("setiap kode wilayah milik satu tempat, paling banyak %(n)s", n=MOST_CODES))
    for place, code in codes.items():
        above, _slash, below = str(place).partition("/")
        known = above in places and (not below or below in map(str, places[above]))
        fits = (VILLAGE if below else SUBDISTRICT).fullmatch(str(code))
        if not known or not fits or (below and above in codes and not str(code).startswith(f"{codes[above]}.")):
            raise GovernmentFileError(
                _(
                    "kode wilayah %(code)s bagi %(place)s: kecamatan seperti 63.01.02, desa di bawahnya 63.01.02.2001",
                    code=str(code)[:20],
                    place=str(place)[:80],
                )
            )


def _check_teams(teams: list[Mapping[str, Any]]) -> None:
    if len(teams) > MOST_TEAMS:
        raise GovernmentFileError(_("paling banyak %(n)s tim", n=MOST_TEAMS))
    for team in teams:
        said = {str(name): str(text or "") for name, text in team.items()}
        if not said.get("name") or not said.get("decree"):
            raise GovernmentFileError(_("tim: tulis nama dan nomor keputusannya"))
        if any(name not in TEAM or len(text) > TEAM[name] for name, text in said.items()):
            raise GovernmentFileError(_("tim %(name)s: terlalu panjang atau tidak dikenal", name=said["name"][:60]))
        days = [_day(said["name"], said.get(name, "")) for name in ("from", "until")]
        if days[0] and days[1] and days[1] < days[0]:
            raise GovernmentFileError(_("tim %(name)s: hari terakhir mendahului hari pertama", name=said["name"][:60]))


def _day(team: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise GovernmentFileError(_("tim %(name)s: tulis tanggal seperti 2026-03-09", name=team[:60])) from error
