"""What a message to a telephone says: one SMS of 160 letters of the GSM alphabet, or the parts of a template."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from complaints.notices.occasions import OCCASIONS, wanted_of
from engine.catalogue import N_, _

LONGEST = 160
ANSWER = "balasan"
"""Template of what is said to whoever sent a reply."""
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of which 160 letters go into one message (3GPP TS 23.038), without what counts double."""
_SAME = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-", "\n": " "}
_HOW, _OPEN, _STOP = N_("Jawab: balas SMS ini atau buka "), N_("Buka "), N_(" Stop: balas BERHENTI")


def sms_text(body: Mapping[str, Any], *, url: str, answers: bool) -> str:
    """One SMS. `url`: where it is read; `answers`: whether a reply by SMS arrives."""
    if body["template"] == ANSWER:
        return gsm(f"{body['text']} {url}")[:LONGEST] if len(gsm(str(body["text"]))) < LONGEST - len(url) else url
    address = gsm(url.partition("://")[2])
    until = str(body.get("until", "") or "")
    said = _(OCCASIONS[body["occasion"]].short)
    what = gsm(f": {said} ({body['number']})" + (f" s.d. {until}" if until else "") + ". ")
    how, stop = (_HOW if answers and body.get("wait") else _OPEN), (_STOP if answers else "")
    home = gsm(str(body["government"]))
    for least, ways in ((12, (how, stop)), (12, (how, "")), (12, (_OPEN, "")), (0, (_OPEN, ""))):
        room = LONGEST - len(what) - len(address) - len(ways[0]) - len(ways[1])
        if room >= min(len(home), least):
            return f"{home[:room]}{what}{ways[0]}{address}{ways[1]}"
    return f"{what.removeprefix(': ')}"[:LONGEST]


def template_parts(body: Mapping[str, Any], *, url: str) -> list[str]:
    """The five values of a WhatsApp template: government, kind of event, number, what is wanted, where to read."""
    wanted = wanted_of(body) or "-"
    said = _(OCCASIONS[body["occasion"]].short)
    return [" ".join(str(each).split()) for each in (body["government"], said, body["number"], wanted, url)]


def gsm(text: str) -> str:
    """The text in letters that count once: marks are taken off, what has no such letter becomes a question mark."""
    found = []
    for each in "".join(_SAME.get(letter, letter) for letter in text):
        plain = each if each in _GSM else unicodedata.normalize("NFKD", each)[:1]
        found.append(plain if plain in _GSM else "?")
    return "".join(found)
