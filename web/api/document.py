"""The OpenAPI document: drawn from the start forms in force, so that it never says what the form does not ask."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, jsonify
from flask_babel import gettext as _

from complaints.intake.applications import offered
from complaints.intake.start_form import start_form
from complaints.intake.start_lists import lists
from complaints.intake.start_schema import answers_schema, file_schemas
from web.api.blueprint import DOCUMENTS_PER_SOURCE, blueprint, charge_source, instansi
from web.api.problems import CODES, MEDIA_TYPE
from web.components.file_limits import file_limits
from web.guards import public
from web.services import services
from web.transactions import page_session

VERSION = "1.0.0"
Document = dict[str, Any]


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """For everybody: it tells nothing that the citizen's form does not."""
    if g.instansi is None:
        abort(404)
    charge_source(DOCUMENTS_PER_SOURCE)
    return jsonify(openapi())


def openapi() -> Document:
    """The document of this government."""
    base = services().settings.base_url.rstrip("/")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Antarmuka aplikasi Alur, %(instansi)s", instansi=instansi().name),
            "version": VERSION,
            "description": _("Pengaduan bagi warga dan keadaannya, menurut %(naskah)s.", naskah=instansi().regulation),
        },
        "servers": [{"url": f"{base}/antarmuka/v1/{instansi().id}"}],
        "security": [{"kunci": []}],
        "paths": {
            "/pengaduan": {"post": _lodging()},
            "/pengaduan/{nomor}": {"get": _reading()},
            "/openapi.json": {"get": _itself()},
        },
        "components": {
            "securitySchemes": {"kunci": {"type": "http", "scheme": "bearer"}},
            "schemas": {"TandaTerima": RECEIPT, "Keadaan": STATE, "Masalah": PROBLEM},
        },
    }


def _lodging() -> Document:
    bodies, files = _bodies()
    whole: Document = {"oneOf": bodies} if len(bodies) != 1 else bodies[0]
    with_files = {"type": "object", "properties": {"laporan": whole, **files}, "required": ["laporan"]}
    done = _answer(_("Pengaduan tercatat"), "TandaTerima")
    again = _answer(_("Sudah tercatat sebelumnya dengan kunci idempotensi ini"), "TandaTerima")
    return {
        "operationId": "sampaikan",
        "summary": _("Menyampaikan satu pengaduan"),
        "parameters": [
            _header(
                "Idempotency-Key",
                _("Nilai acak bagi satu pengaduan. Ulangi nilai yang sama bila jawaban tidak sampai."),
                {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,128}$"},
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": whole},
                "multipart/form-data": {
                    "schema": with_files,
                    "encoding": {"laporan": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {"201": done, "200": again, **_problems(400, 401, 403, 409, 413, 415, 422, 429, 503)},
    }


def _bodies() -> tuple[list[Document], Document]:
    """What may be sent, one schema for each channel, and the files that go along."""
    session = page_session()
    bodies, files = [], dict[str, Any]()
    for kanal, way in offered(session, instansi_id=instansi().id).items():
        asked = start_form(way.form, kanal=kanal)
        options = lists(session, asked, {}, instansi_id=instansi().id)
        files |= file_schemas(asked, file_limits())
        bodies.append(
            {
                "title": way.name,
                "type": "object",
                "properties": {"kanal": {"const": kanal}, "isian": answers_schema(asked, options)},
                "required": ["isian"],
                "additionalProperties": False,
            }
        )
    return bodies, files


def _reading() -> Document:
    return {
        "operationId": "keadaan",
        "summary": _("Membaca keadaan satu pengaduan"),
        "parameters": [
            {"name": "nomor", "in": "path", "required": True, "schema": {"type": "string"}},
            _header("Kode-Rahasia", _("Kode dari tanda terima pengaduan itu."), {"type": "string"}),
        ],
        "responses": {"200": _answer(_("Keadaan sekarang"), "Keadaan"), **_problems(401, 404, 429, 503)},
    }


def _itself() -> Document:
    return {
        "operationId": "dokumen",
        "summary": _("Dokumen ini"),
        "security": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {}}}},
            **_problems(429),
        },
    }


def _header(name: str, text: str, schema: Document) -> Document:
    return {"name": name, "in": "header", "required": True, "description": text, "schema": schema}


def _answer(text: str, schema: str) -> Document:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"description": text, "content": {"application/json": content}}


def _problems(*codes: int) -> Document:
    assert set(codes) <= set(CODES)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Masalah"}}}
    return {str(code): {"description": _("Ditolak; lihat isinya"), "content": content} for code in codes}


def _object(**properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(item: Document) -> Document:
    return {"type": "array", "items": item}


TEXT: Document = {"type": "string"}
MOMENT: Document = {"type": "string", "format": "date-time"}
YES_NO: Document = {"type": "boolean"}
PROOF: Document = {"type": ["object", "null"]}
"""As `complaints.tracking.evidence` makes it; described in docs/antarmuka-aplikasi.md."""
RECEIPT = _object(
    nomor=TEXT,
    kode={"type": ["string", "null"]},
    jenis=TEXT,
    diterima=MOMENT,
    lacak={"type": "string", "format": "uri"},
    bukti=PROOF,
)
STATE = _object(
    nomor=TEXT,
    jenis=TEXT,
    diterima=MOMENT,
    selesai=YES_NO,
    tahap=_list(_object(nama=TEXT, keadaan={"enum": ["sudah", "sekarang", "nanti"]})),
    sekarang=_list(TEXT),
    unit=_list(TEXT),
    ditunggu_dari_pelapor=_list(TEXT),
    tenggat=_list(_object(nama=TEXT, jatuh_tempo=MOMENT, terlambat=YES_NO)),
    kabar=_list(_object(waktu=MOMENT, dari={"enum": ["instansi", "pengadu"]}, jenis=TEXT, teks=TEXT)),
    dibaca_petugas={"type": "integer"},
    bukti=PROOF,
)
PROBLEM: Document = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "status": {"type": "integer"},
        "title": TEXT,
        "detail": TEXT,
        "kesalahan": _list(_object(isian=TEXT, pesan=TEXT)),
    },
    "required": ["type", "status", "title", "detail"],
}
