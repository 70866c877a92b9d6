"""The difference in words, and on two drawings side by side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, render_template, request
from flask_babel import gettext as _

from complaints.workshop import overview
from engine import workshop
from engine.definition.bundle import Bundle, read_bundle
from engine.errors import EngineError, NotFoundError
from engine.running.queries import Diagram
from web.owner.blueprint import blueprint, draft_of, here, owner, process_of
from web.owner.pictures import picture
from web.phrases import owner as words


@dataclass(frozen=True)
class Pair:
    """One process before and after, with what differs marked."""

    name: str
    before: str
    after: str
    before_whole: str = ""
    """The whole drawing, where the first shows what lies around the change."""
    after_whole: str = ""


@blueprint.get("/konsep/<uuid:draft_id>/perbedaan")
@owner
def difference(draft_id: UUID) -> str:
    """Against the version that the draft changes, or any earlier one (`?terhadap=3`)."""
    now = here()
    found = draft_of(now, draft_id)
    scope = {"instansi_id": now.instansi_id, "process_id": found.process_id}
    numbers = [row.number for row in overview.versions(now.session, **scope)]
    against = request.args.get("terhadap", "")
    number = int(against) if against.isdigit() and int(against) in numbers else found.base_number
    try:
        old = overview.version_bundle(now.session, **scope, number=number)
    except NotFoundError:
        abort(404)
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    problem = ""
    try:
        new = read_bundle({name: file.text for name, file in saved.items()})
    except EngineError as error:
        new, problem = Bundle({}), words.sentence(str(error))
    told = [] if problem else workshop.differences(old, new)
    return render_template(
        "owner/difference.html",
        draft=found,
        process=process_of(now, found.process_id),
        numbers=numbers,
        against=number,
        problem=problem,
        groups=words.grouped(told, old, new),
        pairs=[] if problem else _pairs(old, new, told),
    )


def _pairs(old: Bundle, new: Bundle, told: list[workshop.Change]) -> list[Pair]:
    touched: dict[str, dict[str, set[str]]] = {}
    for change in told:
        if change.part == "element":
            touched.setdefault(change.container, {}).setdefault(change.kind, set()).add(change.id)
        elif change.part == "process" and change.kind in ("added", "removed"):
            touched.setdefault(change.id, {})
    return [_pair(old, new, process_id, kinds) for process_id, kinds in touched.items()]


def _pair(old: Bundle, new: Bundle, process_id: str, kinds: dict[str, set[str]]) -> Pair:
    before, after = old.diagrams.get(process_id), new.diagrams.get(process_id)
    changed, gone, come = (kinds.get(kind, set()) for kind in ("changed", "removed", "added"))
    named = after or before
    about = changed | gone | come | _beside(before, gone) | _beside(after, come)

    def drawn(bundle: Bundle, diagram: Diagram | None, marked: set[str], flag: str) -> tuple[str, str]:
        if diagram is None:
            return "", ""
        seen = about & diagram.elements.keys()
        whole = picture(bundle, diagram, marked=marked, flag=flag)
        return (picture(bundle, diagram, marked=marked, flag=flag, about=seen), whole) if seen else (whole, "")

    earlier, all_earlier = drawn(old, before, changed | gone, _("Berubah atau dihapus"))
    later, all_later = drawn(new, after, changed | come, _("Berubah atau baru"))
    return Pair(named.name if named else process_id, earlier, later, all_earlier, all_later)


def _beside(diagram: Diagram | None, elements: set[str]) -> set[str]:
    """What these are joined to: where something came or went is seen on the other drawing, too."""
    flows = diagram.flows.values() if diagram else ()
    joined = [(flow.source, flow.target) for flow in flows if {flow.source, flow.target} & elements]
    return {end for ends in joined for end in ends} - elements
