"""Cases found by what somebody types: words of a text, a place, part of a number or of a telephone number, a name.

Nobody finds a secret complaint or a report of a whistleblower by its words, whoever looks, nor a person who asked not
to be named or that the name stay hidden: that it matches would already tell. What else a person may find is up to the
conditions of the list. See `complaints.models.words` for how the database keeps what is looked through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, cast, column, false, func, literal, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from complaints.casework.search import NUMBER as NUMBERED
from complaints.casework.search import NUMBERS_LIMIT, begins, numbered
from complaints.models import INDEXED, Complaint, Reporter
from complaints.models.words import PHONE_MARK, SHORTEST_PART

FEW = 1000
"""So many cases are taken by their ids; more are looked for along the list."""
MOST_WORDS, LONGEST_WORD = 8, 40
SHORTEST_BEGINNING, SHORTEST_PHONE = 3, 4
TEXTS = ("judul", "uraian", "place")
"""Columns of SQLite's table with words of a complaint."""
NUMBER, TEXT, PLACE, NAME, PHONE = WHERE = ("nomor", "isi", "tempat", "nama", "telepon")


@dataclass(frozen=True)
class Sought:
    """What is looked for, and where: one of `WHERE`, or "" for all of them."""

    text: str = ""
    where: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def within(self, where: str) -> bool:
        """Whether it is looked for there."""
        return self.where in ("", where)

    def words(self) -> list[str]:
        """What was typed, word by word, in small letters; so many and so much of each as is looked for."""
        found = re.findall(r"\w+", self.text.replace("_", " ").lower())
        return [word[:LONGEST_WORD] for word in found[:MOST_WORDS]]


NOTHING = Sought()


def available(session: Session) -> bool:
    """Whether this database keeps words: SQLite may be built without them."""
    if session.get_bind().dialect.name == "postgresql":
        return True
    return session.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'complaint_words'")) is not None


def few(session: Session, *, instansi_id: str, sought: Sought) -> list[UUID] | None:
    """The cases, or None when they are more than `FEW`: one statement, one more for what looks like a number."""
    numbers = numbered(session, instansi_id=instansi_id, beginning=sought.text) if _whole_number(sought) else []
    ways = _ways(session, instansi_id, sought)
    if len(numbers) >= NUMBERS_LIMIT:
        return None
    if not ways:
        return numbers
    # SQLite takes no LIMIT inside a compound select, so each is a sub-select of its own.
    parts = [way.limit(FEW + 1).subquery(f"way_{number}") for number, way in enumerate(ways)]
    every = union_all(*(select(part.c.id) for part in parts))
    found = list(dict.fromkeys([*numbers, *session.scalars(every)]))
    return found if len(found) <= FEW else None


def matching(session: Session, *, instansi_id: str, sought: Sought) -> ColumnElement[bool]:
    """The same as a condition on complaints."""
    whole = [begins(sought.text)] if _whole_number(sought) else []
    if session.get_bind().dialect.name == "postgresql":
        return or_(false(), *whole, *_on_postgresql(sought))
    return or_(false(), *whole, *(Complaint.id.in_(way) for way in _ways(session, instansi_id, sought)))


def open_texts() -> ColumnElement[bool]:
    """The condition that a complaint is found by its words."""
    return and_(~Complaint.rahasia, ~Complaint.restricted)


def open_names() -> ColumnElement[bool]:
    """The condition that a complaint is found by who reported it."""
    return and_(open_texts(), ~Complaint.anonim, ~Complaint.nama_tersembunyi)


def _ways(session: Session, instansi_id: str, sought: Sought) -> list[Select[Any]]:
    home = Complaint.instansi_id == instansi_id
    if session.get_bind().dialect.name == "postgresql":
        found = [select(Complaint.id.label("id")).where(home, each) for each in _of_complaint(sought)]
        who = _person(sought)
        if who is not None:
            joined = select(Complaint.id.label("id")).join(Reporter, _same_person())
            found.append(joined.where(home, open_names(), who))
        return found
    if not available(session):
        return []
    indexed = and_(INDEXED.c.instansi_id == Complaint.instansi_id, INDEXED.c.complaint_id == Complaint.id)
    wanted = select(Complaint.id.label("id")).select_from(INDEXED).join(Complaint, indexed)
    mine = (home, INDEXED.c.instansi_id == instansi_id)
    return [
        wanted.where(*mine, condition, INDEXED.c.complaint_words.op("MATCH")(asked))
        for condition, asked in _on_sqlite(sought)
    ]


# PostgreSQL


def _of(model: Any, name: str) -> Any:
    """A column that is no attribute of the model."""
    found: Any = column(name, TSVECTOR)
    found.table = model.__table__
    return found


def _same_person() -> ColumnElement[bool]:
    return and_(Reporter.instansi_id == Complaint.instansi_id, Reporter.complaint_id == Complaint.id)


def _on_postgresql(sought: Sought) -> list[ColumnElement[bool]]:
    found = _of_complaint(sought)
    who = _person(sought)
    if who is not None:
        found.append(and_(open_names(), select(Reporter.complaint_id).where(_same_person(), who).exists()))
    return found


def _of_complaint(sought: Sought) -> list[ColumnElement[bool]]:
    found = []
    if (part := _number(sought)) != "":
        asked = cast(literal(f"'{part}':*"), TSQUERY)
        found.append(and_(~Complaint.restricted, _of(Complaint, "number_parts").op("@@")(asked)))
    kept = {TEXT: "words", PLACE: "place_words", "": "words"}.get(sought.where, "")
    if kept and (words := sought.words()):
        found.append(and_(open_texts(), _of(Complaint, kept).op("@@")(_all_of(words, "indonesian"))))
    return found


def _person(sought: Sought) -> ColumnElement[bool] | None:
    queries = []
    if sought.within(NAME) and (words := sought.words()):
        queries.append(_all_of(words, "simple"))
    if (digits := _phone(sought)) != "":
        queries.append(cast(literal(f"'{PHONE_MARK}{digits}':*"), TSQUERY))
    return or_(*(_of(Reporter, "words").op("@@")(each) for each in queries)) if queries else None


def _all_of(words: Sequence[str], language: str) -> Any:
    """Each word as the language reduces it, or as the beginning of one."""
    whole: Any = None
    for word in words:
        one: Any = func.to_tsquery(cast(literal(language), REGCONFIG), word)
        if len(word) >= SHORTEST_BEGINNING:
            one = one.op("||")(func.to_tsquery(cast(literal("simple"), REGCONFIG), f"{word}:*"))
        whole = one if whole is None else whole.op("&&")(one)
    return whole


# SQLite


def _on_sqlite(sought: Sought) -> list[tuple[ColumnElement[bool], str]]:
    found: list[tuple[ColumnElement[bool], str]] = []
    if (part := _number(sought)) != "":
        found.append((~Complaint.restricted, f'number : "{part}"*'))
    words = " AND ".join(f'"{word}"*' if len(word) >= SHORTEST_BEGINNING else f'"{word}"' for word in sought.words())
    columns = {TEXT: TEXTS, PLACE: TEXTS[-1:], "": TEXTS}.get(sought.where, ())
    if columns and words:
        found.append((open_texts(), f"{{{' '.join(columns)}}} : ({words})"))
    if sought.within(NAME) and words:
        found.append((open_names(), f"nama : ({words})"))
    if (digits := _phone(sought)) != "":
        found.append((open_names(), f'telepon : "{digits}"*'))
    return found


# What was typed


def _whole_number(sought: Sought) -> bool:
    """Whether it is a number from its beginning: by it whoever handles reports of whistleblowers finds those too."""
    return sought.within(NUMBER) and bool(NUMBERED.fullmatch(sought.text.strip()))


def _number(sought: Sought) -> str:
    """A part of a number without hyphens; "" for what is none. Among other things it has a digit."""
    part = sought.text.replace("-", "").strip().upper()
    if not sought.within(NUMBER) or len(part) < SHORTEST_PART or not re.fullmatch(r"[0-9A-Z]+", part):
        return ""
    return part if sought.where == NUMBER or re.search(r"\d", part) else ""


def _phone(sought: Sought) -> str:
    """Digits of a telephone number without what begins it here or abroad; "" for what is none."""
    if not sought.within(PHONE) or not re.fullmatch(r"\+?[\d\s().-]+", sought.text.strip()):
        return ""
    digits = re.sub(r"\D", "", sought.text)
    digits = re.sub(r"^(62|0)", "", digits) if len(digits) > SHORTEST_PHONE else digits
    return digits if len(digits) >= SHORTEST_PHONE else ""
