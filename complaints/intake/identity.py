"""What says who reported, decided once: which answers are hidden, and which words are masked.

Hidden from whoever may not see the identity: answers to questions whose form names a column of the reporter (`kolom` =
`pelapor.nama`, `pelapor`), in the form of a start event, a task or a message alike (`identity_keys`).

Masked in texts that leave the desk: the reporter's name, number, contacts and address, and what was typed to other
questions about the person, from `SHORTEST_ANSWER` characters on (`identity_words`). Choices, numbers and dates about
the person ("ya", "tunanetra") are not masked: blotting out such words would ruin every text and hide nobody. They are
still the person's: no operation, report or page for the public may read them.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints.intake.start_form import PERSON, PROPERTY, declared
from complaints.models import Reporter
from engine.definition.forms import Form
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.hidden import ExpressionField
from engine.models import Case
from engine.running import queries

WELL_KNOWN = frozenset(
    {"nama", "identitas", "telepon", "email", "alamat", "kontak", "nama_pengadu", "pengenalan", "jenis_pengadu"}
)
"""Keys that mean the reporter in forms that name no column at all."""
SHORTEST_ANSWER = 4
"""Shorter answers about the person would blot out words that say nothing of anybody."""


def identity_keys(form: Form | None) -> frozenset[str]:
    """Keys of the answers of a form that say who reported, their computed copies included."""
    if form is None:
        return WELL_KNOWN
    found = {key for key, part in form.fields.items() if _about_reporter(part)}
    if not found and not declared(form):
        return WELL_KNOWN
    copies = {key: part.copied for key, part in form.fields.items() if isinstance(part, ExpressionField)}
    for _ in copies:  # a copy may be copied
        found |= {key for key, source in copies.items() if source in found}
    return frozenset(found)


def _about_reporter(part: Field | DynamicList) -> bool:
    """A column that does not exist counts too: a slip of the pen must not open an identity."""
    if isinstance(part, DynamicList):
        return any(_about_reporter(each) for each in part.fields)
    return part.properties.get(PROPERTY, "").partition(".")[0] == PERSON


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
    chosen = {key for name in names if name in bundle.forms for key in bundle.forms[name].typed_keys()}
    texts = (value for key, value in reporter.answers.items() if key not in chosen and isinstance(value, str))
    return [text for text in texts if len(text.strip()) >= SHORTEST_ANSWER]
