"""What was typed at each step, checked there; all steps together are a `Government` and its first administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from complaints.decrees import PROVINCE_ZONES
from complaints.founding.drafts import Typed
from complaints.founding.process_sets import ProcessSet, process_sets
from complaints.people.governments import (
    DISCLOSURES,
    SLUG,
    Government,
    GovernmentFileError,
    check_texts,
    checked_government,
)
from complaints.people.governments.service import check_codes
from complaints.people.governments.typed import HOURS, read_authorities, read_codes, read_places, read_units, slug_of
from complaints.people.persons import EMAIL, LONGEST_FULL_NAME, USERNAME
from engine.catalogue import _

KINDS = ("kabupaten", "kota")
CONTACT = (
    "contact_name", "contact_address", "contact_phone", "contact_whatsapp", "contact_hours", "contact_map",
)  # fmt: skip
ADMINS = (1, 2)
ARTICLE = "pasal:"
"""Begins the name of a field that holds an own article; the norm follows."""
LONGEST_ID = 40


class FirstAdmin(NamedTuple):
    """Somebody who administers the government from its first day."""

    name: str
    username: str
    email: str
    number: int
    """Which of `ADMINS`."""


def step_errors(step: str, typed: Typed, others: Mapping[str, Typed]) -> dict[str, str]:
    """What is wrong with a step, by field; `others`: the steps that were kept."""
    return _CHECKS[step](typed, others)


def chosen_set(others: Mapping[str, Typed]) -> ProcessSet | None:
    """The set of processes that was chosen, or None."""
    return process_sets().get(others.get("dasar", {}).get("proses", ""))


def id_of(basics: Typed) -> str:
    """The id of the government: as typed, else made of its place (`kota-` before a city)."""
    place = slug_of(basics.get("tempat", ""))
    return basics.get("id", "").strip() or (f"kota-{place}" if basics.get("jenis") == "kota" else place)[:LONGEST_ID]


def name_of(basics: Typed) -> str:
    """`Pemerintah Kabupaten Maluku Tengah`."""
    return f"Pemerintah {basics.get('jenis', '').capitalize()} {_plain(basics.get('tempat', ''))}"


def government_from(typed: Mapping[str, Typed]) -> Government:
    """All steps as a government. Raises GovernmentFileError."""
    basics, units, contact, law = (typed.get(step, {}) for step in ("dasar", "unit", "kontak", "peraturan"))
    processes = chosen_set(typed)
    if processes is None:
        raise GovernmentFileError(_("pilih rangkaian proses"))
    regulation = _plain(law.get("regulation", ""))
    borrows = "" if regulation == processes.regulation else processes.code
    given: dict[str, Any] = {
        "id": id_of(basics), "name": name_of(basics), "province": basics.get("provinsi", ""),
        "regulation": regulation, "units": read_units(units.get("units", "")),
        "wilayah": read_places(units.get("wilayah", "")), "region_codes": read_codes(units.get("wilayah", "")),
        "authorities": read_authorities(units.get("authorities", "")),
        "disclosure": contact.get("disclosure", ""), "reminds_at": contact.get("reminds_at", ""),
        "cuti_bersama_stops_clock": contact.get("cuti_bersama_stops_clock") == "ya",
        "borrows": borrows, "articles": own_articles(law) if borrows else {},
    }  # fmt: skip
    reached = {name: _plain(contact.get(name, "")) for name in CONTACT}
    return checked_government(given | reached | processes.values(), _("rancangan"))


def own_articles(typed: Typed) -> dict[str, str]:
    """Norm -> own article, of the fields that say one."""
    return {
        name.removeprefix(ARTICLE): _plain(text)
        for name, text in typed.items()
        if name.startswith(ARTICLE) and text.strip()
    }


def first_admins(typed: Mapping[str, Typed]) -> list[FirstAdmin]:
    """Those who were named."""
    people = {name: _plain(text) for name, text in typed.get("orang", {}).items()}
    found = [
        FirstAdmin(people.get(f"nama_{n}", ""), people.get(f"nama_pengguna_{n}", ""), people.get(f"surel_{n}", ""), n)
        for n in ADMINS
    ]
    return [each for each in found if each.name or each.username or each.email]


def _basics(typed: Typed, _others: Mapping[str, Typed]) -> dict[str, str]:
    errors = {}
    if typed.get("proses") not in process_sets():
        errors["proses"] = _("Pilih rangkaian proses.")
    if typed.get("jenis") not in KINDS:
        errors["jenis"] = _("Pilih kabupaten atau kota.")
    if not 3 <= len(_plain(typed.get("tempat", ""))) <= 60 or not slug_of(typed.get("tempat", "")):
        errors["tempat"] = _("Tulis nama kabupaten atau kota, misalnya Maluku Tengah.")
    if typed.get("provinsi") not in PROVINCE_ZONES:
        errors["provinsi"] = _("Pilih provinsi.")
    if typed.get("id", "").strip() and (len(id_of(typed)) > LONGEST_ID or not SLUG.fullmatch(id_of(typed))):
        errors["id"] = _("Pakai paling banyak 40 huruf kecil, angka, dan tanda hubung, misalnya maluku-tengah.")
    return errors


def _units(typed: Typed, others: Mapping[str, Typed]) -> dict[str, str]:
    errors = {}
    readers: dict[str, Callable[[str], Any]] = {
        "units": read_units, "wilayah": read_places, "authorities": read_authorities,
    }  # fmt: skip
    for name, read in readers.items():
        try:
            read(typed.get(name, ""))
        except GovernmentFileError as refused:
            errors[name] = sentence(refused)
    if "units" in errors:
        return errors
    errors |= _code_errors(typed.get("wilayah", ""))
    known, chosen = read_units(typed.get("units", "")), chosen_set(others)
    lacking = [f"{slug}: {name}" for slug, name in (chosen.units if chosen else ()) if slug not in known]
    if not known:
        errors["units"] = _("Tulis sedikitnya satu unit.")
    elif lacking:
        errors["units"] = _("Tabel proses ini menyebut unit berikut; tambahkan: %(units)s.", units="; ".join(lacking))
    return errors


def _code_errors(text: str) -> dict[str, str]:
    try:
        check_codes(read_codes(text), read_places(text))
    except GovernmentFileError as refused:
        return {"wilayah": sentence(refused)}
    return {}


def _contact(typed: Typed, _others: Mapping[str, Typed]) -> dict[str, str]:
    errors = {}
    if not typed.get("contact_name", "").strip():
        errors["contact_name"] = _("Tulis siapa yang bertanggung jawab atas pengelolaan pengaduan.")
    if not typed.get("contact_address", "").strip():
        errors["contact_address"] = _("Tulis alamat tempat warga dapat datang atau bersurat.")
    if typed.get("disclosure") not in DISCLOSURES:
        errors["disclosure"] = _("Pilih siapa yang membaca hasil penyelesaian.")
    if typed.get("reminds_at") not in HOURS:
        errors["reminds_at"] = _("Pilih jam pengingat.")
    return errors or _text_errors({name: _plain(typed.get(name, "")) for name in CONTACT})


def _text_errors(texts: dict[str, str]) -> dict[str, str]:
    try:
        check_texts({"name": "", "regulation": ""} | texts)
    except GovernmentFileError as refused:
        field, _colon, rest = str(refused).partition(": ")
        return {field: sentence(rest)}
    return {}


def _law(typed: Typed, _others: Mapping[str, Typed]) -> dict[str, str]:
    if not 5 <= len(_plain(typed.get("regulation", ""))) <= 200:
        return {"regulation": _("Tulis nama dan nomor peraturan, paling banyak 200 huruf.")}
    long = [name for name, text in typed.items() if name.startswith(ARTICLE) and len(text) > 120]
    return dict.fromkeys(long, _("Paling banyak 120 huruf."))


def _people(typed: Typed, _others: Mapping[str, Typed]) -> dict[str, str]:
    errors, named = {}, first_admins({"orang": typed})
    if not named:
        errors["nama_1"] = _("Tulis sedikitnya satu administrator.")
    for each in named:
        if not 2 <= len(each.name) <= LONGEST_FULL_NAME:
            errors[f"nama_{each.number}"] = _("Tulis nama lengkap.")
        if not USERNAME.fullmatch(each.username):
            errors[f"nama_pengguna_{each.number}"] = _("Tulis 3–60 huruf kecil, angka, titik, atau garis.")
        if each.email and not EMAIL.fullmatch(each.email):
            errors[f"surel_{each.number}"] = _("Tulis satu alamat surel, atau kosongkan.")
    if not errors and len({each.username for each in named}) < len(named):
        errors["nama_pengguna_2"] = _("Dua orang tidak dapat memakai nama pengguna yang sama.")
    return errors


def sentence(refused: object) -> str:
    """A refusal as a sentence of its own."""
    text = str(refused)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _plain(text: str) -> str:
    return " ".join(text.split())


_CHECKS: dict[str, Callable[[Typed, Mapping[str, Typed]], dict[str, str]]] = {
    "dasar": _basics, "unit": _units, "kontak": _contact, "peraturan": _law, "orang": _people,
}  # fmt: skip
