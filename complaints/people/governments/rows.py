"""A government as rows of the database, and what its rows say."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.decrees import PROVINCE_ZONES
from complaints.models import Instansi, Unit
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.governments.file import OPTIONAL, REACHED_BY, Government
from complaints.people.governments.look import crest_of, digest_of, keep_crest
from engine.actors import Actor
from engine.running.runtime import Runtime


def instansi_row(government: Government) -> Instansi:
    """The row of the instansi. Its time zone is that of its province: none lies in two."""
    values = government.values
    return Instansi(
        id=government.id,
        name=values["name"],
        regulation=values["regulation"],
        process_id=values["process"],
        restricted_process_id=str(values["restricted_process"]),
        activity_process_ids=[str(process_id) for process_id in values["activities"]],
        time_zone=PROVINCE_ZONES[values["province"]],
        province_scope=values["province"],
        regency_scope=government.id,
        reminds_at=str(values["reminds_at"]),
        cuti_bersama_stops_clock=bool(values["cuti_bersama_stops_clock"]),
        contact_name=values["contact_name"],
        contact_address=values["contact_address"],
        **{name: str(values[name]) for name in REACHED_BY},
        disclosure=values["disclosure"],
        wilayah={str(name): [str(each) for each in below] for name, below in values["wilayah"].items()},
        authorities={str(slug): str(name) for slug, name in values["authorities"].items()},
        channels={str(kanal): _texts(reached) for kanal, reached in values["channels"].items()},
        region_codes=_texts(values["region_codes"]),
        teams=[_texts(team) for team in values["teams"]],
        texts=_texts(values["texts"]),
        limits=_texts(values["limits"]),
        colour=str(values["colour"]),
        crest_digest=digest_of(str(values["crest"])),
        borrows=str(values["borrows"]),
        articles={str(norm): str(text) for norm, text in values["articles"].items()},
    )


def add_government(session: Session, government: Government) -> None:
    """Adds the instansi and its units."""
    row = instansi_row(government)
    session.add(row)
    session.flush()
    keep_crest(session, row=row, text=str(government.values["crest"]))
    session.add_all(unit_rows(government))
    session.flush()


def begin_government(session: Session, runtime: Runtime, *, government: Government, by: Actor) -> None:
    """The one way in which a government begins, from the command line and from the pages: its rows, and the first act
    of its own history. The session is bound to it.
    """
    add_government(session, government)
    record_act(
        session, runtime, instansi_id=government.id, by=by, act=Act.GOVERNMENT_FOUNDED,
        subject=Subject(About.GOVERNMENT, government.id),
        after={"name": government.values["name"], "process": str(government.values["process"])},
    )  # fmt: skip


def unit_rows(government: Government) -> list[Unit]:
    """The rows of its units."""
    kinds = government.unit_kinds
    return [
        Unit(instansi_id=government.id, id=slug, name=name, kind=kinds[slug]) for slug, name in government.units.items()
    ]


def government_of(session: Session, instansi_id: str) -> Government:
    """What the rows of an instansi say, as its file would: for a stage that is set up like it."""
    row = session.get_one(Instansi, instansi_id)
    found = session.scalars(select(Unit).where(Unit.instansi_id == instansi_id, Unit.active).order_by(Unit.name)).all()
    values = OPTIONAL | {
        "id": row.id,
        "name": row.name,
        "regulation": row.regulation,
        "process": row.process_id,
        "restricted_process": row.restricted_process_id,
        "activities": list(row.activity_process_ids),
        "province": row.province_scope,
        "reminds_at": row.reminds_at,
        "cuti_bersama_stops_clock": row.cuti_bersama_stops_clock,
        "contact_name": row.contact_name,
        "contact_address": row.contact_address,
        **{name: getattr(row, name) for name in REACHED_BY},
        "disclosure": row.disclosure,
        "wilayah": dict(row.wilayah),
        "authorities": dict(row.authorities),
        "channels": dict(row.channels),
        "region_codes": dict(row.region_codes),
        "teams": list(row.teams),
        "texts": dict(row.texts),
        "limits": dict(row.limits),
        "colour": row.colour,
        "crest": crest_of(session, instansi_id=instansi_id) if row.crest_digest else "",
        "borrows": row.borrows,
        "articles": dict(row.articles),
    }
    return Government(values, {unit.id: unit.name for unit in found}, {unit.id: unit.kind for unit in found})


def _texts(given: dict[str, object]) -> dict[str, str]:
    """The entries that say something, as texts."""
    return {str(name): str(value) for name, value in given.items() if value not in (None, "")}
