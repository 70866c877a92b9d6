"""Texts of messages in a government's own words: where neither diagram nor officer says anything, and in letters.

A placeholder is a name in braces. The closed list of each text holds nothing about a person: letters are not sealed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from complaints.models import Instansi
from complaints.people.governments.refusal import GovernmentFileError
from engine.catalogue import _

MESSAGE, LETTER, PRIVACY = "pesan.", "surat.", "halaman.privasi"
"""Begin the keys: `pesan.diarsipkan` is read at the complaint, `surat.petugas` goes by mail. The last one is a
paragraph of a page: who answers for personal data."""
OF_GOVERNMENT = ("pemerintah", "telepon", "whatsapp", "jam_layanan")
LETTERS: dict[str, tuple[str, ...]] = {
    "pengadu": ("nomor", "tautan"),
    "petugas": ("nomor", "tautan"),
    "petugas_tembusan": ("nomor", "tautan"),
    "petugas_kegiatan": ("kegiatan", "tautan"),
}
"""Letters whose words may be changed, each with its own placeholders; that about whistleblowers' reports is none."""
ENGLISH = ".en"
"""Ends the key of a text's English words, which follow the Indonesian ones: `pesan.diarsipkan.en`."""
IN_ENGLISH = ("surat.pengadu",)
"""Letters that may have English words: those that citizens get."""
LINK = "tautan"
LONGEST, MOST_TEXTS = 1_000, 100
KIND = re.compile(r"[a-z][a-z0-9_]{1,59}")
_PLACE = re.compile(r"\{([^{}]*)\}")


def placeholders(key: str) -> tuple[str, ...]:
    """What may stand in braces in a text; the list is closed."""
    name = key.removesuffix(ENGLISH)
    if name == PRIVACY:
        return OF_GOVERNMENT
    return (*OF_GOVERNMENT, *(LETTERS.get(name.removeprefix(LETTER), ()) if name.startswith(LETTER) else ("nomor",)))


def has_english(key: str) -> bool:
    """May this text have English words beside the Indonesian ones?"""
    return key.startswith(MESSAGE) or key in IN_ENGLISH


def check_wording(texts: Any) -> None:
    """Keys, lengths and placeholders. Raises GovernmentFileError, with the key first."""
    if not isinstance(texts, dict) or len(texts) > MOST_TEXTS:
        raise GovernmentFileError(_("texts memuat nama pesan dan kalimatnya, paling banyak %(n)s", n=MOST_TEXTS))
    for key, text in ((str(key), str(text)) for key, text in texts.items()):
        name = key.removesuffix(ENGLISH)
        if not _is_known(name) or (name != key and not has_english(name)):
            raise GovernmentFileError(_("%(key)s: pesan ini tidak dikenal", key=key[:60]))
        if len(text) > LONGEST:
            raise GovernmentFileError(_("%(key)s: paling banyak %(n)s huruf", key=key, n=LONGEST))
        _check_places(key, text)


def _is_known(name: str) -> bool:
    if name.startswith(MESSAGE):
        return KIND.fullmatch(name.removeprefix(MESSAGE)) is not None
    return name == PRIVACY or (name.startswith(LETTER) and name.removeprefix(LETTER) in LETTERS)


def _check_places(key: str, text: str) -> None:
    check_places(key, text, placeholders(key))
    if key.startswith(LETTER) and f"{{{LINK}}}" not in text:
        raise GovernmentFileError(_("%(key)s: surat ini harus memuat {tautan}", key=key))


def check_places(key: str, text: str, allowed: Collection[str]) -> None:
    """Nothing but these names stands in braces. Raises GovernmentFileError, with the key first."""
    odd = sorted({name for name in _PLACE.findall(text) if name not in allowed})
    if odd or set("{}") & set(_PLACE.sub("", text)):
        raise GovernmentFileError(
            _(
                "%(key)s: isian %(odd)s tidak dikenal; yang boleh %(allowed)s",
                key=key,
                odd=", ".join(f"{{{name[:40]}}}" for name in odd) or "{",
                allowed=", ".join(f"{{{name}}}" for name in allowed),
            )
        )


def values_of(row: Instansi) -> dict[str, str]:
    """What the placeholders of the government itself stand for; a dash for what nobody has written."""
    found = (row.name, row.contact_phone, row.contact_whatsapp, row.contact_hours)
    return dict(zip(OF_GOVERNMENT, (each or "–" for each in found), strict=True))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one without a value stays, for whoever fills it in later."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
