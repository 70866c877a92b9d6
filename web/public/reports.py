"""Reports that the government opened to everybody: the list, one of them as tables, and the same to take along."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template

from complaints.reports.activities import publication
from complaints.reports.figures import Column, Table, Value, shown
from web.components.report_file import report_file
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.transactions import page_session


@blueprint.app_template_filter("figure")
def figure(value: Value, column: Column) -> str:
    """`{{ row.rtl | figure(column) }}`: 5,7"""
    return shown(value, column)


@blueprint.app_template_test("numeric")
def is_numeric(table: Table, column: Column) -> bool:
    """`{% if table is numeric(column) %}`"""
    return table.numeric(column)


@blueprint.get("/<instansi_id>/laporan")
@public
def reports() -> str:
    """By period, the latest first."""
    found = publication.published(page_session(), instansi_id=instansi().id)
    periods: dict[str, list[publication.PublicReport]] = {}
    for each in found:
        periods.setdefault(each.period.words(), []).append(each)
    return render_template("public/reports.html", periods=periods)


@blueprint.get("/<instansi_id>/laporan/<uuid:report_id>")
@public
def report(report_id: UUID) -> str:
    """One report: its tables with their formulas, and what was written beside them."""
    document = publication.public_document(page_session(), instansi_id=instansi().id, report_id=report_id)
    return render_template("public/report.html", report_id=report_id, document=document)


@blueprint.get("/<instansi_id>/laporan/<uuid:report_id>.<kind>")
@public
def report_download(report_id: UUID, kind: str) -> Response:
    """CSV, XLSX or PDF."""
    document = publication.public_document(page_session(), instansi_id=instansi().id, report_id=report_id)
    return report_file(document, kind)


def any_reports() -> bool:
    """Whether the first page has something to link to."""
    return publication.any_published(page_session(), instansi_id=instansi().id)
