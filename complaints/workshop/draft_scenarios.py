"""Scenarios of a draft: read, recorded from a trial, named anew, expected anew, thrown away. They travel with it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints.workshop.overview import draft_model
from complaints.workshop.shipped_scenarios import RECORDED, process_of
from complaints.workshop.simulation import ScenarioError
from complaints.workshop.simulation.scenario_file import read_text
from complaints.workshop.simulation.scenario_text import as_yaml, name_in, renamed, step_instead
from engine.actors import Actor
from engine.catalogue import N_, _, written
from engine.errors import EngineError, NotFoundError
from engine.running.runtime import Runtime
from engine.workshop import accept_warning, draft_scenarios, newest_revision, save_file, version_scenarios

LONGEST_NAME = 120
LONGEST = 50_000
"""Characters of one scenario; the longest of the five regulations has 8,000."""
MOST = 300
REASON = "skenario:"
"""Begins the key of a reason why a scenario of the version was changed: kept, shown and read like those for the law."""


@dataclass(frozen=True)
class DraftScenario:
    """One of them as the pages list it."""

    file: str
    name: str
    text: str
    before: str | None
    """Its text in the version that the draft changes; None: it is new."""
    revision: int = 0
    by: str = ""
    at: datetime | None = None

    @property
    def changed(self) -> bool:
        """Whether the draft changed it."""
        return self.text != self.before

    @property
    def recorded(self) -> bool:
        """Whether an owner recorded it."""
        return self.file.startswith(RECORDED)


def listed(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> list[DraftScenario]:
    """In the order of their files. Raises NotFoundError without the draft."""
    saved = draft_scenarios(session, instansi_id=instansi_id, draft_id=draft_id)
    before = _before(session, instansi_id, draft_id)
    return [
        DraftScenario(
            each.name,
            name_in(each.text, file=each.name),
            each.text,
            before.get(each.name),
            each.revision,
            each.by,
            each.at,
        )
        for each in saved.values()
    ]


def removed(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> list[DraftScenario]:
    """Scenarios of the version that the draft took out, without a text. Raises NotFoundError without the draft."""
    kept = draft_scenarios(session, instansi_id=instansi_id, draft_id=draft_id)
    before = _before(session, instansi_id, draft_id)
    gone = {name: text for name, text in before.items() if name not in kept}
    return [DraftScenario(name, name_in(text, file=name), "", text) for name, text in gone.items()]


def is_reason_of(key: str, file: str) -> bool:
    """Whether the key of an accepted reason is that of this scenario."""
    return key.startswith(f"{REASON}{file}:")


def one(session: Session, *, instansi_id: str, draft_id: uuid.UUID, file: str) -> DraftScenario:
    """Raises NotFoundError."""
    of_all = listed(session, instansi_id=instansi_id, draft_id=draft_id)
    found = next((each for each in of_all if each.file == file), None)
    if found is None:
        raise NotFoundError(_("skenario ini sudah tidak ada"))
    return found


def _before(session: Session, instansi_id: str, draft_id: uuid.UUID) -> dict[str, str]:
    draft = draft_model(session, instansi_id=instansi_id, draft_id=draft_id)
    return version_scenarios(session, instansi_id, draft.base_version_id)


@dataclass(frozen=True)
class Hand:
    """Who works on which draft. Whatever they do with its scenarios makes them one of its authors."""

    session: Session
    runtime: Runtime
    instansi_id: str
    draft_id: uuid.UUID
    by: Actor

    def listed(self) -> list[DraftScenario]:
        return listed(self.session, instansi_id=self.instansi_id, draft_id=self.draft_id)

    def one(self, file: str) -> DraftScenario:
        return one(self.session, instansi_id=self.instansi_id, draft_id=self.draft_id, file=file)

    def save(self, file: str, text: str | None, *, seen: int | None = None) -> None:
        """Keep a scenario. `seen`: the revision that was opened; None for whatever is newest.

        Raises EngineError: the draft is closed, it is no scenario, or somebody saved it meanwhile.
        """
        if text is not None:
            _require_readable(file, text)
        home, draft_id = self.instansi_id, self.draft_id
        if seen is None:
            seen = newest_revision(self.session, instansi_id=home, draft_id=draft_id, name=file)
        save_file(
            self.session, self.runtime, instansi_id=home, draft_id=draft_id, name=file, text=text, seen=seen, by=self.by
        )

    def change(self, row: DraftScenario, text: str | None, *, what: str, reason: str, seen: int | None = None) -> None:
        """Save with a reason that stays with the version. Raises EngineError without one."""
        self.save(row.file, text, seen=seen)
        if row.before is None:
            return  # nobody approved it yet
        revision = newest_revision(self.session, instansi_id=self.instansi_id, draft_id=self.draft_id, name=row.file)
        accept_warning(
            self.session,
            self.runtime,
            instansi_id=self.instansi_id,
            draft_id=self.draft_id,
            key=f"{REASON}{row.file}:{revision}",
            text=written(N_("skenario “%(name)s”: %(what)s"), name=row.name, what=what),
            reason=" ".join(reason.split())[:500],
            by=self.by,
        )


def keep(hand: Hand, *, name: str, document: Mapping[str, Any]) -> str:
    """Keep a recorded run; gives its file. Raises EngineError for an empty name, one that is taken, too many."""
    name = _free(hand, name)
    known = hand.listed()
    if len(known) >= MOST:
        raise EngineError(_("paling banyak %(most)s skenario; hapus dahulu yang tidak dipakai", most=MOST))
    told = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:30] or "skenario"
    stem = f"{RECORDED}{str(document['process'])[:30]}_{told}"
    taken = {each.file for each in known}
    file = next(f for n in range(1, MOST + 1) if (f := f"{stem}{f'_{n}' if n > 1 else ''}.yaml") not in taken)
    hand.save(file, as_yaml({**document, "scenario": name}))
    return file


def rename(hand: Hand, file: str, *, name: str) -> None:
    """Give a scenario another name. Raises EngineError, NotFoundError."""
    row = hand.one(file)
    if row.name != name.strip():
        hand.save(file, renamed(row.text, _free(hand, name)))


def delete(hand: Hand, file: str, *, reason: str) -> None:
    """Take a scenario out of the draft. Raises EngineError, NotFoundError."""
    hand.change(hand.one(file), None, what=_("dihapus"), reason=reason)


def put_back(hand: Hand, file: str) -> None:
    """As it is in the version that the draft changes, also when it was taken out; the reasons go with the change.

    Raises EngineError, NotFoundError.
    """
    draft = draft_model(hand.session, instansi_id=hand.instansi_id, draft_id=hand.draft_id)
    before = version_scenarios(hand.session, hand.instansi_id, draft.base_version_id).get(file)
    if before is None:
        hand.one(file)
        raise EngineError(_("skenario ini baru dalam konsep"))
    hand.save(file, before)
    draft.accepted = [each for each in draft.accepted if not is_reason_of(each["key"], file)]


def rewrite(hand: Hand, file: str, text: str, *, seen: int, reason: str) -> None:
    """The whole text anew, with a reason; `seen` is the revision that was opened.

    Raises EngineError for what is no scenario of the process, or when somebody saved it meanwhile.
    """
    row = hand.one(file)
    text = text.replace("\r\n", "\n")
    _require_readable(file, text)
    if process_of(text) != process_of(row.text):
        raise EngineError(_("skenario ini milik proses lain"))
    hand.change(row, text, what=_("ditulis ulang"), reason=reason, seen=seen)


@dataclass(frozen=True)
class Anew:
    """A step that shall say something else: what really comes out, or another length of waiting."""

    file: str
    step: int
    """Counted from 1."""
    verb: str
    given: Any
    told: str
    """Old and new in words."""


def expect_anew(hand: Hand, wanted: Iterable[Anew], *, reason: str) -> int:
    """Write steps anew, with one reason for all; gives how many scenarios changed. Raises EngineError."""
    by_file: dict[str, list[Anew]] = {}
    for each in wanted:
        by_file.setdefault(each.file, []).append(each)
    if not by_file:
        raise EngineError(_("pilih paling sedikit satu langkah"))
    for file, changes in by_file.items():
        row = hand.one(file)
        text = row.text
        for change in changes:
            try:
                text = step_instead(text, change.step, change.verb, change.given)
            except LookupError as gone:
                raise EngineError(_("langkah %(number)s sudah tidak ada", number=change.step)) from gone
        told = "; ".join(_("langkah %(n)s: %(told)s", n=each.step, told=each.told) for each in changes)
        hand.change(row, text, what=told, reason=reason)
    return len(by_file)


def _free(hand: Hand, name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise EngineError(_("beri skenario ini nama"))
    if name in [each.name for each in hand.listed()]:
        raise EngineError(_("sudah ada skenario bernama “%(name)s”", name=name))
    return name


def _require_readable(file: str, text: str) -> None:
    if len(text) > LONGEST:
        raise EngineError(_("skenario terlalu panjang; paling panjang %(most)s huruf", most=LONGEST))
    try:
        found = list(read_text(file, text))
    except (ScenarioError, ValueError, TypeError, AttributeError) as error:
        raise EngineError(str(error)) from error
    if len(found) != 1:
        raise EngineError(_("satu berkas memuat satu skenario"))
