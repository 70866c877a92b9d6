"""Persons from a file: a report row by row first, then the same rows are applied."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from complaints.people.person_import import RowReport, import_rows, pieces
from complaints.people.person_sheet import (
    COLUMNS,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    SheetRefusedError,
    SheetRow,
    read_sheet,
)
from web.admin.blueprint import admin, blueprint, here
from web.transactions import command


class _TakenBackError(Exception):
    """Ends a transaction whose only purpose was to see what would happen."""


@blueprint.get("/orang/impor")
@admin
def import_page() -> ResponseReturnValue:
    """The question for a file."""
    return _page()


@blueprint.post("/orang/impor")
@admin
def check_import() -> ResponseReturnValue:
    """Reads the file and tells what would become of each row."""
    file = request.files.get("berkas")
    data = file.stream.read(MOST_BYTES + 1) if file else b""
    if not data:
        return _page({"berkas": _("Pilih berkas CSV atau XLSX.")})
    try:
        rows = read_sheet(data)
    except SheetRefusedError as refused:
        text = str(refused)
        return _page({"berkas": text[:1].upper() + text[1:] + "."})
    invite = bool(request.form.get("undang"))
    return _page(reports=_imported(rows, invite, keep=False), rows=rows, invite=invite)


@blueprint.post("/orang/impor/terapkan")
@admin
def apply_import() -> ResponseReturnValue:
    """Does the rows that can be done; they are checked once more, against the government as it is now."""
    reports = _imported(_sent_rows(), bool(request.form.get("undang")), keep=True)
    done = sum(not each.error for each in reports)
    flash(ngettext("%(num)s baris diterapkan.", "%(num)s baris diterapkan.", done))
    left = [each for each in reports if each.error]
    return _page(reports=left, done=True) if left else redirect(url_for("admin.people"), code=303)


def _imported(rows: list[SheetRow], invite: bool, *, keep: bool) -> list[RowReport]:
    """Imports piece by piece, in the order of the file; without `keep` each piece is taken back."""
    now = here()
    scope: dict[str, Any] = {"instansi_id": now.instansi_id, "by": now.actor}
    reports: list[RowReport] = []
    for piece in pieces(rows):
        with suppress(_TakenBackError), command() as session:
            reports += import_rows(session, now.runtime, **scope, rows=piece, invite=invite)
            if not keep:
                raise _TakenBackError
    return sorted(reports, key=lambda each: each.number)


def _sent_rows() -> list[SheetRow]:
    """The rows as the report's form sends them back. Raises BadRequest for anything else."""
    try:
        found = json.loads(request.form.get("baris", ""))
        rows = [
            SheetRow(int(number), {str(name): str(text) for name, text in values.items()}) for number, values in found
        ]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest from error
    texts = [text for row in rows for text in row.values.values()]
    if len(rows) > MOST_ROWS or any(len(text) > LONGEST_CELL or "\x00" in text for text in texts):
        raise BadRequest
    return rows


def _page(
    errors: dict[str, str] | None = None,
    *,
    reports: list[RowReport] | None = None,
    rows: list[SheetRow] | None = None,
    invite: bool = True,
    done: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "admin/import.html",
        errors=errors or {},
        reports=reports,
        rows=json.dumps([[row.number, row.values] for row in rows], ensure_ascii=False) if rows else "",
        good=sum(not each.error for each in reports or ()),
        invite=invite,
        done=done,
        columns=COLUMNS,
    )
    return make_response(page, 422 if errors else 200)
