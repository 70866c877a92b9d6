"""The pages of whistleblowers: what this is and who reads it, then the form. Only where the law has it (BT-P10)."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from complaints.intake import whistleblowing as rules
from complaints.intake.answers import LIMITS
from complaints.intake.drafts import Draft
from web.guards import public
from web.public import lodging, lodging_files, receipt
from web.public.blueprint import blueprint, charge_source, in_words
from web.public.draft_cookie import current_draft, remember
from web.public.lodging import FORMS_PER_SOURCE, changing, go_on, save
from web.public.ways import WHISTLEBLOWER


@blueprint.get("/<instansi_id>/wbs")
@public
def wbs_home() -> ResponseReturnValue:
    return render_template("public/wbs/home.html")


@blueprint.get("/<instansi_id>/wbs/lapor")
@public
def wbs_lodge() -> ResponseReturnValue:
    draft = current_draft()
    return _sent(draft) or _substance_page(draft.answers if draft else {}, {})


@blueprint.post("/<instansi_id>/wbs/lapor")
@public
def wbs_save_substance() -> ResponseReturnValue:
    charge_source(FORMS_PER_SOURCE)
    draft = save(rules.SUBSTANCE)
    errors = rules.substance_errors(draft.answers)
    if errors and draft.complaint_id is None:
        return remember(_substance_page(draft.answers, errors), draft.token)
    return _sent(draft) or remember(go_on(to="reporter"), draft.token)


@blueprint.get("/<instansi_id>/wbs/lapor/pelapor")
@public
def wbs_reporter() -> ResponseReturnValue:
    draft = current_draft()
    return _sent(draft) or _reporter_page(draft.answers if draft else {}, {})


@blueprint.post("/<instansi_id>/wbs/lapor/pelapor")
@public
def wbs_save_reporter() -> ResponseReturnValue:
    charge_source(FORMS_PER_SOURCE)
    draft = save(rules.REPORTER)
    errors = rules.reporter_errors(draft.answers)
    if errors and draft.complaint_id is None:
        return remember(_reporter_page(draft.answers, errors), draft.token)
    return _sent(draft) or remember(go_on(to="files"), draft.token)


@blueprint.get("/<instansi_id>/wbs/lapor/periksa")
@public
def wbs_check() -> ResponseReturnValue:
    return lodging.check()


for _rule, _endpoint, _view, _method in (
    ("/<instansi_id>/wbs/lapor/berkas", "wbs_files", lodging_files.files, "GET"),
    ("/<instansi_id>/wbs/lapor/berkas", "wbs_add_files", lodging_files.add_files, "POST"),
    ("/<instansi_id>/wbs/lapor/berkas/hapus", "wbs_drop_file", lodging_files.drop_file, "POST"),
    ("/<instansi_id>/wbs/lapor/periksa", "wbs_send", lodging.send, "POST"),
    ("/<instansi_id>/wbs/lapor/baru", "wbs_start_anew", lodging.start_anew, "POST"),
    ("/<instansi_id>/wbs/lapor/terima", "wbs_receipt", receipt.receipt, "GET"),
):
    blueprint.add_url_rule(_rule, _endpoint, _view, methods=[_method])


def _sent(draft: Draft | None) -> Response | None:
    """To the receipt, when this form was sent already."""
    return redirect(WHISTLEBLOWER.url("receipt")) if draft is not None and draft.complaint_id is not None else None


def _substance_page(typed: dict[str, str], errors: dict[str, str]) -> Response:
    page = render_template(
        "public/wbs/substance.html", typed=typed, errors=in_words(errors), limits=LIMITS, changing=changing()
    )
    return make_response(page, 422 if errors else 200)


def _reporter_page(typed: dict[str, str], errors: dict[str, str]) -> Response:
    page = render_template("public/wbs/reporter.html", typed=typed, errors=in_words(errors), changing=changing())
    return make_response(page, 422 if errors else 200)
