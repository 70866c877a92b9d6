"""The words of a reply as they may stand in a case: without the letter that was answered, without a signature, without
a secret code, and without the name of whoever asked that it stay hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable

from complaints.casework.disclosure import masked
from complaints.intake.numbers import ALPHABET
from complaints.notices.mail import REPLY_ABOVE
from engine.catalogue import N_

LONGEST = 9_900
"""Letters: what the form of an addition takes, less a sentence."""
STOP_WORDS, START_WORDS = frozenset({"STOP", "BERHENTI"}), frozenset({"MULAI", "START"})
HIDDEN_CODE = N_("[kode rahasia dihapus]")
_CODE = re.compile(
    rf"(?<![0-9A-Za-z])(?:[{ALPHABET}]{{4}}[-–—.\s]?){{3}}[{ALPHABET}]{{4}}(?![0-9A-Za-z])", re.IGNORECASE
)
_MARK = REPLY_ABOVE.strip("- ")
_HEADS = re.compile(
    r"^\s*(?:-{2,}+.*(?:original|asli|forwarded|diteruskan).*-{2,}|_{10,}"
    r"|(?:From|Dari|Pengirim)\s*:\s.*@.*|(?:On|Pada)\b.{0,300}(?:wrote|menulis)\s*:?)\s*$",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"(?:wrote|menulis|tulis)\s*:?\s*$|<[^<>\s]+@[^<>\s]+>\s*:?\s*$|^\s*(?:On|Pada)\b.*\d{4}", re.I
)
LONGEST_MARK = 300
"""Letters of a line that may be one of these; a longer one is somebody's words, and costs nothing to look at."""
_SENT_FROM = re.compile(r"^\s*(?:Sent from|Dikirim dari|Get Outlook)\b.{0,80}$", re.IGNORECASE)


def own_words(text: str) -> str:
    """What somebody wrote above, or between, the letter that they answer. Rather too much than too little."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cut = next((number for number, line in enumerate(lines) if _MARK in line or _is(_HEADS, line)), len(lines))
    above = _without_tail(lines[:cut])
    if not any(line.strip() for line in above):  # written below the letter: what is not quoted is theirs
        above = _without_tail(lines[cut + 1 :]) if any(line.startswith(">") for line in lines[cut:]) else above
    return "\n".join(above).strip()


def _without_tail(lines: list[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if line.rstrip() in ("--", "-- ".rstrip()) or line == "-- ":
            break
        if not line.lstrip().startswith(">") and not _is(_SENT_FROM, line):
            found.append(line)
    while found and (not found[-1].strip() or _is(_ATTRIBUTION, found[-1])):
        found.pop()
    return found


def _is(mark: re.Pattern[str], line: str) -> bool:
    return len(line) <= LONGEST_MARK and mark.search(line) is not None


def without_codes(text: str) -> str:
    """A secret code that was typed along opens the complaint to whoever reads it."""
    return _CODE.sub(HIDDEN_CODE, text)


def fit_to_keep(text: str, names: Iterable[str] = ()) -> str:
    """The words as they are kept. `names`: what names a reporter whose name stays hidden."""
    plain = "".join(each for each in without_codes(text) if each in "\n\t" or each.isprintable())
    return masked(plain.strip(), names)[:LONGEST]


def command_in(text: str) -> str:
    """`STOP` or `MULAI` where that is all that was said, else ""."""
    said = text.strip().strip(".!\"' ").upper()
    return "STOP" if said in STOP_WORDS else "MULAI" if said in START_WORDS else ""
