"""The first page of whistleblowers: what this is and who reads it. Only where the law has it (BT-P10).

The form behind it has the pages of any start form, under addresses and a cookie of its own (see `web.public.ways`).
"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from web.guards import public
from web.public.blueprint import blueprint


@blueprint.get("/<instansi_id>/wbs")
@public
def wbs_home() -> ResponseReturnValue:
    """What a whistleblower should know before writing."""
    return render_template("public/wbs/home.html")
