"""The government's own data: contact, hours, region, neighbours; as a file too, its difference shown first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import decree_acts
from complaints.people.governments import (
    DISCLOSURES,
    MOST_CHARACTERS,
    Government,
    GovernmentFileError,
    check_texts,
    government_of,
    parse_government,
    written_government,
)
from complaints.people.governments import change as government_change
from complaints.people.governments.change import DataDifference
from complaints.people.governments.service import check_codes
from complaints.people.governments.typed import (
    HOURS,
    read_authorities,
    read_codes,
    read_places,
    written_authorities,
    written_places,
)
from engine.catalogue import N_, written
from web.admin.blueprint import Administration, admin, blueprint, here
from web.downloads import file_response
from web.transactions import command

TEXTS = (
    "name", "regulation", "contact_name", "contact_address", "contact_phone", "contact_whatsapp", "contact_hours",
    "contact_map", "reminds_at",
)  # fmt: skip
LISTS = ("wilayah", "authorities")


@blueprint.get("/pemerintah")
@admin
def government() -> ResponseReturnValue:
    """The data as they are."""
    return _page(shown(present()), {})


@blueprint.post("/pemerintah")
@admin
def change_government() -> ResponseReturnValue:
    """Saves the data that the page asks for."""
    now, given = here(), {name: request.form.get(name, "").replace("\x00", "") for name in (*TEXTS, *LISTS)}
    given["disclosure"] = request.form.get("disclosure", "")
    given["cuti_bersama_stops_clock"] = request.form.get("cuti_bersama_stops_clock", "")
    try:
        wanted = _wanted(present(), given)
        save(now, wanted)
    except GovernmentFileError as refused:
        return _page(given, _at_field(refused))
    flash(_("Tersimpan."))
    return redirect(url_for("admin.government"), code=303)


@blueprint.get("/pemerintah/berkas.yaml")
@admin
def government_file() -> Response:
    """The data as a file that can be read again."""
    text = written_government(present())
    return file_response(text.encode(), name=f"{here().instansi_id}.yaml", media_type="application/yaml")


@blueprint.post("/pemerintah/berkas")
@admin
def read_file() -> ResponseReturnValue:
    """What a file would change; nothing is changed."""
    file = request.files.get("berkas")
    data = file.stream.read(MOST_CHARACTERS + 1) if file else b""
    try:
        text = data.decode("utf-8-sig")
        found = _compared(text) if text.strip() else None
    except UnicodeDecodeError:
        return _page(shown(present()), {"berkas": _("Berkas ini bukan teks dalam UTF-8.")})
    except GovernmentFileError as refused:
        return _page(shown(present()), {"berkas": _sentence(refused)})
    if found is None:
        return _page(shown(present()), {"berkas": _("Pilih berkas YAML.")})
    return _page(shown(present()), {}, differences=found, text=text)


@blueprint.post("/pemerintah/berkas/terapkan")
@admin
def apply_file() -> ResponseReturnValue:
    """Applies the file whose difference was shown."""
    try:
        save(
            here(), _own(parse_government(request.form.get("teks", ""), _("berkas"))), reason=written(N_("berkas YAML"))
        )
    except GovernmentFileError as refused:
        return _page(shown(present()), {"berkas": _sentence(refused)})
    flash(_("Diterapkan."))
    return redirect(url_for("admin.government"), code=303)


def present() -> Government:
    """The government of the administrator as it is."""
    now = here()
    return government_of(now.session, now.instansi_id)


def save(now: Administration, wanted: Government, *, reason: str = "") -> list[DataDifference]:
    """Applies it; deadlines that depend on it are counted anew by the worker. Raises GovernmentFileError."""
    with command() as session:
        found = government_change.apply(session, now.runtime, wanted=wanted, by=now.actor, reason=reason)
        if government_change.COUNTED & {each.name for each in found}:
            why = written(N_("Pengaturan pemerintah daerah diubah."))
            decree_acts.order_recount(session, instansi_id=now.instansi_id, by=now.actor, why=why)
    return found


def shown(data: Government) -> dict[str, str]:
    """The values as the page writes them."""
    values = data.values
    found = {name: str(values[name]) for name in (*TEXTS, "disclosure")}
    found["wilayah"] = written_places(values["wilayah"], values["region_codes"])
    found["authorities"] = written_authorities(values["authorities"])
    found["cuti_bersama_stops_clock"] = "ya" if values["cuti_bersama_stops_clock"] else ""
    return found


def _wanted(data: Government, given: dict[str, str]) -> Government:
    values: dict[str, Any] = {name: " ".join(given[name].split()) for name in TEXTS}
    if len(values["name"]) < 3 or values["reminds_at"] not in HOURS or given["disclosure"] not in DISCLOSURES:
        raise GovernmentFileError(_("isi nama, jam pengingat, dan siapa yang membaca hasil"))
    values["disclosure"] = given["disclosure"]
    values["cuti_bersama_stops_clock"] = given["cuti_bersama_stops_clock"] == "ya"
    values["wilayah"] = read_places(given["wilayah"])
    values["region_codes"] = _codes(given["wilayah"], values["wilayah"])
    values["authorities"] = read_authorities(given["authorities"])
    check_texts(data.values | values)
    return replace(data, values=data.values | values)


def _codes(text: str, places: dict[str, list[str]]) -> dict[str, str]:
    codes = read_codes(text)
    try:
        check_codes(codes, places)
    except GovernmentFileError as refused:
        raise GovernmentFileError(f"wilayah: {refused}") from refused
    return codes


def _compared(text: str) -> list[DataDifference]:
    now = here()
    return government_change.differences(now.session, _own(parse_government(text, _("berkas"))))


def _own(data: Government) -> Government:
    if data.id != here().instansi_id:
        raise GovernmentFileError(_("berkas ini milik pemerintah daerah lain: %(id)s", id=data.id))
    return data


def _at_field(refused: GovernmentFileError) -> dict[str, str]:
    """The refusal at the field that it names, else at the first."""
    field, colon, rest = str(refused).partition(": ")
    return {field: _sentence(rest)} if colon and field in (*TEXTS, *LISTS) else {"name": _sentence(refused)}


def _sentence(refused: object) -> str:
    text = str(refused)
    return text[:1].upper() + text[1:] + "."


def _page(given: dict[str, str], errors: dict[str, str], **more: Any) -> ResponseReturnValue:
    page = render_template(
        "admin/government.html", given=given, errors=errors, hours=HOURS, borrows=present().values["borrows"], **more
    )
    return make_response(page, 422 if errors else 200)
