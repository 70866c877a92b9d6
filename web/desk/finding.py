"""Case files to find, and the work I have done.

What is typed to look for is sent in a form and stands in no address: it may be a name. Filters alone are an address,
which can be kept, shared and opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from complaints import audit, casework, finding
from complaints.audit import CaseCursor, CaseFilter, FoundCases, saved
from complaints.audit.saved import KeptSearch, SearchRefusedError
from complaints.casework import ACTIVITY, DoneCursor
from complaints.casework.words import NUMBER, WHERE, Sought, available
from complaints.finding import FoundMatter
from complaints.people.roles import EXAMINER_ROLES, roles_of
from web.components.asked import day_asked, id_asked, midnight
from web.components.paging import packed, unpacked
from web.desk.blueprint import blueprint
from web.desk.inbox import choices_of
from web.desk_context import Desk, TimeLeft, current_desk, worker
from web.transactions import command, noted

PAGE = 25
FILTERS = ("nomor", "jenis", "kategori", "topik", "tahap", "status", "unit", "terlambat", "sejak", "sampai", "urutan")
"""Names of what an address may carry."""
LONGEST = 80
MOST_COUNTED = 8
"""Kept filters that tell how many they find."""
COUNTED_TO = 100


@dataclass(frozen=True)
class CaseQuestion:
    """What is asked for: filters by their names, and what is looked for beside them."""

    asked: Mapping[str, str]
    sought: Sought

    @property
    def given(self) -> dict[str, Any]:
        """The filters that were filled in, for addresses."""
        return {name: value for name, value in self.asked.items() if value}

    @property
    def filters(self) -> CaseFilter:
        """The same for the search. A day that cannot be read narrows nothing."""
        asked = self.asked
        since, until = day_asked(asked["sejak"]), day_asked(asked["sampai"])
        return CaseFilter(
            sought=self.sought or Sought(asked["nomor"], NUMBER),
            kind=ACTIVITY if asked["jenis"] == ACTIVITY else "",
            jenis="" if asked["jenis"] == ACTIVITY else asked["jenis"],
            kategori=asked["kategori"],
            topic=asked["topik"],
            phase=asked["tahap"],
            status=asked["status"],
            unit=asked["unit"],
            overdue=asked["terlambat"] == "ya",
            was_late=asked["terlambat"] == "pernah",
            since=midnight(since) if since else None,
            until=midnight(until + timedelta(days=1)) if until else None,
            oldest=asked["urutan"] == "lama",
        )


@dataclass(frozen=True)
class MatterLine:
    """A row of what was found, with what depends on the moment."""

    row: FoundMatter
    unit: str
    time_left: TimeLeft | None


@blueprint.get("/berkas")
@worker
def cases() -> str:
    """What the filters of the address find; without any the work I have done, and my kept filters."""
    question = _question(request.args)
    return _found(question) if question.given else _done()


@blueprint.post("/berkas")
@worker
def find_cases() -> ResponseReturnValue:
    """What is looked for by what was typed. A number, and filters alone, go on as an address."""
    question = _question(request.form)
    if question.sought and not finding.noted(question.sought):
        return redirect(url_for("desk.cases", **(question.given | {"nomor": question.sought.text})), code=303)
    if not question.sought:
        return redirect(url_for("desk.cases", **question.given), code=303)
    return _found(question)


@blueprint.post("/berkas/saringan")
@worker
def keep_filters() -> ResponseReturnValue:
    """Keeps the filters by a name, for oneself or for the people of a unit of one's own."""
    desk = current_desk()
    told = _question(dict(parse_qsl(request.form.get("saringan", "")[:4000]))).given
    shared = request.form.get("bersama", "")
    if shared not in {"", *(value for value, _name in _shares(desk))}:
        abort(400)
    try:
        with command() as session:
            saved.keep(
                session,
                instansi_id=desk.instansi_id,
                user_id=desk.officer.id,
                name=request.form.get("nama", "").replace("\x00", ""),
                query=urlencode(told),
                shared=bool(shared),
                at=desk.now,
                page=saved.OFFICERS,
                unit=shared.removeprefix("unit:"),
            )
    except SearchRefusedError as error:
        return _found(_question(told), refused=str(error)), 422
    return redirect(url_for("desk.cases", **told), code=303)


@blueprint.post("/berkas/saringan/hapus")
@worker
def forget_filters() -> ResponseReturnValue:
    """Forgets one's own."""
    desk = current_desk()
    search_id = id_asked(request.form.get("pencarian", "")) or abort(404)
    with command() as session:
        saved.forget(session, instansi_id=desk.instansi_id, user_id=desk.officer.id, search_id=search_id)
    return redirect(url_for("desk.cases"), code=303)


def _question(asked: Mapping[str, str]) -> CaseQuestion:
    told = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in (*FILTERS, "cari", "dalam")}
    typed, where = told.pop("cari"), told.pop("dalam")
    return CaseQuestion(told, Sought(typed, where if where in WHERE else ""))


def _found(question: CaseQuestion, *, refused: str = "") -> str:
    desk = current_desk()
    after = unpacked(request.values.get("sesudah", ""))
    page = noted(
        lambda session: finding.find(
            session,
            **desk.reader,
            now=desk.now,
            filters=question.filters,
            after=CaseCursor(*after) if after else None,
            limit=PAGE,
        )
    )
    counted = finding.count(desk.session, **desk.reader, now=desk.now, filters=question.filters) if not after else None
    return _page(
        desk,
        question,
        refused=refused,
        lines=[
            MatterLine(row, desk.unit_name(row.state.unit), desk.time_left(row.state.due_at, row.state.due_rule))
            for row in page.rows
        ],
        searched=True,
        counted=counted,
        looked_until=page.looked_until,
        after=packed(page.after.moment, page.after.id) if page.after else "",
        later=bool(after),
        unsearchable=bool(question.sought) and not available(desk.session),
        shares=_shares(desk),
    )


def _done() -> str:
    desk = current_desk()
    after = unpacked(request.args.get("sesudah", ""))
    done = casework.handled(
        desk.session,
        instansi_id=desk.instansi_id,
        actor=desk.actor,
        after=DoneCursor(*after) if after else None,
        limit=PAGE,
    )
    next_page = url_for("desk.cases", sesudah=packed(done.after.at, done.after.id)) if done.after else ""
    return _page(
        desk, _question({}), rows=done.rows, next_page=next_page, first_page=after is None, kept=_kept(desk),
        searched=False,
    )  # fmt: skip


def _page(desk: Desk, question: CaseQuestion, **shown: Any) -> str:
    home = {"instansi_id": desk.instansi_id}
    versions = audit.versions(desk.session, **home)
    chosen = choices_of(desk)
    return render_template(
        "desk/cases.html",
        asked=question.asked,
        sought=question.sought,
        given=question.given,
        kinds=chosen["jenis"],
        classes=chosen["kategori"],
        topics=chosen["topik"],
        phases=audit.phases(desk.session, **home, versions=versions),
        units=list(desk.units.values()),
        examines=bool(roles_of(desk.actor) & EXAMINER_ROLES),
        **shown,
    )


def _kept(desk: Desk) -> list[tuple[KeptSearch, FoundCases | None]]:
    """Kept filters, the first ones with how many they find now."""
    mine = {unit for _role, unit in desk.actor.memberships}
    found = saved.kept(
        desk.session, instansi_id=desk.instansi_id, user_id=desk.officer.id, page=saved.OFFICERS, units=mine
    )
    return [(each, _counted(desk, each) if number < MOST_COUNTED else None) for number, each in enumerate(found)]


def _counted(desk: Desk, kept: KeptSearch) -> FoundCases:
    question = _question(dict(parse_qsl(kept.query)))
    return finding.count(desk.session, **desk.reader, now=desk.now, filters=question.filters, most=COUNTED_TO)


def _shares(desk: Desk) -> list[tuple[str, str]]:
    """With whom this person may share: units of their own; everybody who has a role for all units."""
    mine = sorted({unit for _role, unit in desk.actor.memberships})
    return [(f"unit:{unit}", desk.unit_name(unit)) for unit in mine]
