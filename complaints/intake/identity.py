"""What says who reported, decided once: which answers are hidden, and which words are masked.

Hidden from whoever may not see the identity: answers to questions whose form names a column of the reporter (`kolom` =
`pelapor.nama`, `pelapor`), in the form of a start event, a task or a message alike (`identity_keys`).

Masked in texts that leave the desk: the reporter's name, number, contacts and address, and what was typed to other
questions about the person, numbers too, from `SHORTEST_ANSWER` characters on (`identity_words`). Choices and dates
about the person ("ya", "tunanetra") are not masked: blotting out such words would ruin every text and hide nobody. They
are still the person's: no operation, report or page for the public may read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from complaints.intake.start_form import PERSON, PROPERTY, TREATMENT, declared
from complaints.models import Reporter
from engine.definition.forms import Form
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.number import Number
from engine.definition.forms.numbers import format_number
from engine.models import Case
from engine.running import queries

WELL_KNOWN = frozenset(
    {"nama", "identitas", "telepon", "email", "alamat", "kontak", "nama_pengadu", "pengenalan", "jenis_pengadu"}
)
"""Keys that mean the reporter in forms that name no column of what was reported or by whom."""
SHORTEST_ANSWER = 4
"""Shorter answers about the person would blot out words that say nothing of anybody."""


def identity_keys(form: Form | None) -> frozenset[str]:
    """Keys of the answers of a form that say who reported, what is computed from them included."""
    if form is None:
        return WELL_KNOWN
    found = {key for key, part in form.fields.items() if _about_reporter(part)}
    if not found and set(declared(form).values()) <= set(TREATMENT):
        return WELL_KNOWN
    computed = {key: part.reads for key, part in form.fields.items() if isinstance(part, ExpressionField)}
    for _ in computed:  # one may read another
        found |= {key for key, names in computed.items() if names & found}
    return frozenset(found)


def _about_reporter(part: Field | DynamicList) -> bool:
    """A column that does not exist counts too: a slip of the pen must not open an identity."""
    inside = part.fields if isinstance(part, DynamicList) else ()
    return part.properties.get(PROPERTY, "").partition(".")[0] == PERSON or any(map(_about_reporter, inside))


def identity_words(session: Session, reporter: Reporter | None, case: Case) -> list[str]:
    """Words that name the reporter of a case. No statement, once the version of the case was read."""
    if reporter is None:
        return []
    columns = (reporter.nama, reporter.identitas, reporter.telepon, reporter.email, reporter.alamat)
    return [each for each in (*columns, *_typed(session, reporter, case)) if each]


def _typed(session: Session, reporter: Reporter, case: Case) -> list[str]:
    """What was typed to questions without a column. A question that the version no longer asks counts as typed."""
    if not reporter.answers:
        return []
    bundle = queries.bundle_of_version(session, instansi_id=case.instansi_id, version_id=case.version_id)
    diagram = bundle.diagrams.get(case.process_id)
    names = {event.form for event in diagram.start_events()} if diagram else set()
    parts = {key: part for name in names if name in bundle.forms for key, part in bundle.forms[name].fields.items()}
    found = (text for key, value in reporter.answers.items() for text in _texts(parts.get(key), value))
    return [text for text in found if len(text.strip()) >= SHORTEST_ANSWER]


def _texts(part: Field | DynamicList | None, value: Any) -> Iterator[str]:
    """The words of an answer, of each row of a list, a number with and without its dots; no choices and files."""
    if isinstance(part, DynamicList):
        for row in value if isinstance(value, list) else ():
            for inner in part.fields:
                yield from _texts(inner, row.get(inner.key))
    elif isinstance(value, str):
        yield from (value,) if part is None or part.personal else ()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (str(value), format_number(value)) if part is None or isinstance(part, Number) else ()
