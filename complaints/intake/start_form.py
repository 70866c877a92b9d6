"""The form of a start event as the program: which question fills which column is written in the form itself.

A question names its column as a custom property of the form editor, `kolom`: `pengaduan.uraian`, `pelapor.nama`. One
without a column is kept with the report under its key; with `kolom` = `pelapor` it is kept with the person. Conditions
may read `kanal` and `tingkat`: the way in, known before anything is asked (`tingkat` is empty for a citizen).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints.intake.answers import Answers, clean
from complaints.intake.lodging import process_of
from complaints.intake.starts import TIER_OF_ROLE, entrance_for
from complaints.models import Complaint, Instansi, Reporter
from engine.catalogue import N_
from engine.definition.forms import Form, Options
from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.choices import Checkbox, OneOf
from engine.definition.forms.components.containers import DynamicList, Group
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.feel import Feel
from engine.definition.forms.messages import TOO_LONG, Message
from engine.definition.forms.moments import parse_date, parse_time
from engine.definition.forms.numbers import format_number
from engine.definition.forms.text import scalar_text
from engine.definition.forms.visibility import key_of
from engine.errors import AnswersRefusedError

PROPERTY = "kolom"
PERSON = "pelapor"
TEXTS = {
    **{f"pengaduan.{name}": Complaint.__table__.c[name] for name in (
        "jenis", "judul", "uraian", "kecamatan", "desa", "lokasi",
        "waktu_kejadian", "pihak_terlibat", "hubungan_pelapor",
    )},
    **{f"{PERSON}.{name}": Reporter.__table__.c[name] for name in (
        "jenis_pengadu", "nama", "identitas", "telepon", "email", "alamat",
    )},
}  # fmt: skip
"""Columns with words, each with its place in the tables."""
FLAGS = ("pengaduan.anonim", "pengaduan.nama_tersembunyi", "pengaduan.rahasia")
MOMENTS = ("pengaduan.tanggal_kejadian", "pengaduan.tanggal_terima", "pengaduan.jam_terima")
COLUMNS = frozenset({*TEXTS, *FLAGS, *MOMENTS, PERSON})
"""Everything that `kolom` may name in a start form."""
TREATMENT: Mapping[str, int | None] = {
    f"pengaduan.{name}": getattr(Complaint.__table__.c[name].type, "length", None)
    for name in ("jenis", "anonim", "rahasia", "unit")
}
"""What it may name in the form of a task, beside the reporter: how a complaint is treated, and who leads its handling;
with the longest text that the column takes."""
NAMED = {"pengaduan.tanggal_terima": "received_day", "pengaduan.jam_terima": "received_time"}
"""Where the answer is called otherwise than its column."""
VARIABLES = ("jenis", "anonim", "rahasia")
"""Columns that a diagram may read by their own names, whatever the question is called."""
YES = (True, "ya")
"""How a form may say yes: a tick, or the choice Ya."""
SINCE_EVER = {
    **{column.rpartition(".")[2]: column for column in (*TEXTS, *MOMENTS)},
    "minta_anonim": "pengaduan.anonim",
    "minta_rahasia": "pengaduan.rahasia",
}
"""What questions of forms mean that were deployed before forms said it themselves: forms without any `kolom`."""
ASKED_AT_THE_DOOR = ("kanal",)
"""Questions of those forms that are answered by where one comes in."""
MOST_WAYS = 100
"""Ways in for which the questions of a form are kept; a diagram names a dozen."""
OLDEST = timedelta(days=5 * 366)
OPENING = time(8, 0)
"""The moment of an act of which only the day is known: the clock counts days, so the hour decides nothing."""


@dataclass(frozen=True)
class StartForm:
    """What one way in asks. `context` is what conditions may read before anything is answered."""

    form: Form
    columns: Mapping[str, str]
    """The column of a question, by its key."""
    context: Mapping[str, str]

    def key_of(self, column: str, asked: frozenset[str] | None = None) -> str:
        """Key of the question that fills a column, of those asked where given; "" when there is none."""
        keys = (key for key, name in self.columns.items() if name == column)
        return next((key for key in keys if asked is None or key in asked), "")

    def askable(self) -> frozenset[str]:
        """Keys of questions that can be asked at this way in: no condition over the way in alone hides them."""
        hidden = {
            key_of(part)
            for part, chain in self.form.items
            for one in chain
            if one.hide is not None and reads_only(one.hide, self.context) and one.hide.holds(self.context)
        }
        return self.form.keys() - hidden

    def read(self, raw: Mapping[str, Any], *, options: Options, today: date) -> Answers:
        """Checked answers. Raises AnswersRefusedError with a message for each question that is not answered well."""
        checked = self.form.check(raw, options=options, context=self.context, today=today)
        errors = dict(checked.errors) or self._too_long(checked.answers)
        if errors:
            raise AnswersRefusedError(errors)
        return self._answers(checked.answers)

    def received_at(self, answers: Answers, *, zone: ZoneInfo, now: datetime) -> datetime | None:
        """When the original act was, None when the form does not ask. Raises AnswersRefusedError for an odd day."""
        day, clock = answers.received_day, answers.received_time
        if day is None:
            return None
        today = now.astimezone(zone).date()
        on_day, on_clock = self.key_of("pengaduan.tanggal_terima"), self.key_of("pengaduan.jam_terima")
        if day > today:
            _refuse(on_day, N_("Tanggal ini belum tiba. Periksa hari, bulan, dan tahunnya."))
        if today - day > OLDEST:
            _refuse(on_day, N_("Tanggal ini lebih dari lima tahun yang lalu. Periksa tahunnya."))
        moment = datetime.combine(day, clock or OPENING, zone)
        if moment > now and clock is not None:
            _refuse(on_clock, N_("Jam ini belum tiba. Periksa jamnya, atau kosongkan."))
        return min(moment, now)

    def _too_long(self, answers: Mapping[str, Any]) -> dict[str, str]:
        errors: dict[str, str] = {}
        for key, column in self.columns.items():
            limit = getattr(TEXTS[column].type, "length", None) if column in TEXTS else None
            text = _text(answers.get(key))
            if limit and len(text) > limit:
                label = self.form.fields[key].label
                errors[key] = Message(
                    TOO_LONG, label=label, limit=format_number(limit), length=format_number(len(text))
                )
        return errors

    def _answers(self, answers: Mapping[str, Any]) -> Answers:
        """Of an anonymous report nothing about the person is kept, whatever the form asked before the choice.

        Where no question can be answered so that the report is anonymous, it is when nobody is named.
        """
        told = self._told(answers)
        asked = (self.form.fields[key] for key, name in self.columns.items() if name == "pengaduan.anonim")
        if told.anonim if any(map(says_yes, asked)) else not self._names_somebody(answers):
            return replace(self._told(self._without_person(answers)), anonim=True, nama_tersembunyi=False)
        return told

    def _names_somebody(self, answers: Mapping[str, Any]) -> bool:
        """Whether anything was said by which the person is known or reached; which kind of person is not enough."""
        kind = f"{PERSON}.jenis_pengadu"
        return any(answers.get(key) for key, name in self.columns.items() if name.startswith(PERSON) and name != kind)

    def _without_person(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers, less those about the person and what the form worked out from them."""
        gone = {key for key, column in self.columns.items() if column.startswith(PERSON)}
        computed = {key: part.reads for key, part in self.form.fields.items() if isinstance(part, ExpressionField)}
        for _ in computed:  # one may read another
            gone |= {key for key, names in computed.items() if names & gone}
        return {key: value for key, value in answers.items() if key not in gone}

    def _told(self, answers: Mapping[str, Any]) -> Answers:
        found: dict[str, Any] = {}
        more: dict[str, Any] = {}
        person: dict[str, Any] = {}
        files: list[str] = []
        for key, value in answers.items():
            part, column = self.form.fields[key], self.columns.get(key, "")
            if isinstance(part, FilePicker):
                files += value
            if isinstance(part, FilePicker | ExpressionField) or value is False or value in (None, "", []):
                continue
            if column in ("", PERSON):
                (person if column else more)[key] = clean(value)
            elif column in FLAGS:
                name = column.rpartition(".")[2]
                found[name] = value in YES or found.get(name, False)  # two questions: one yes is enough
            else:
                found.setdefault(NAMED.get(column) or column.rpartition(".")[2], _converted(column, value))
        typed = self.form.typed_keys()
        variables = {**dict.fromkeys(typed), **{key: value for key, value in answers.items() if key in typed}}
        return Answers(**found, more=more, about_reporter=person, variables=variables, files=tuple(files))


def start_form(form: Form | None, *, kanal: str, role: str = "") -> StartForm:
    """The questions of a start event for a channel, and an officer's role when one enters it for somebody.

    A start event without a form asks nothing. Kept with the form, which never changes.
    """
    tier = TIER_OF_ROLE.get(role, "")
    form = form or Form("", ())
    name = (StartForm, kanal, tier)
    kept: StartForm | None = form.worked_out.get(name)
    if kept is None:
        kept = _start_form(form, kanal, tier)
        if len(form.worked_out) < MOST_WAYS:
            form.worked_out[name] = kept
    return kept


def _start_form(form: Form, kanal: str, tier: str) -> StartForm:
    columns = declared(form)
    if not columns:
        form = _as_before(form, tier)
        columns = {key: SINCE_EVER[key] for key in form.fields if key in SINCE_EVER}
    return StartForm(form, columns, {"kanal": kanal, "tingkat": tier})


def at(session: Session, *, instansi: Instansi, kanal: str, role: str = "", restricted: bool = False) -> StartForm:
    """The questions in force at a way into an instansi's process. Raises NotFoundError where there is no such way."""
    process_id = process_of(instansi, restricted=restricted)
    way = entrance_for(session, instansi_id=instansi.id, process_id=process_id, kanal=kanal, role=role)
    return start_form(way.form, kanal=kanal, role=role)


def reads_only(condition: Feel, known: Mapping[str, Any]) -> bool:
    """Whether a condition reads nothing but these names."""
    return {path[0] for path in condition.node.paths()} <= set(known)


def declared(form: Form) -> dict[str, str]:
    """The columns that a form names, by key of the question."""
    named = ((key, part, part.properties.get(PROPERTY, "")) for key, part in form.fields.items())
    return {key: name for key, part, name in named if name in (COLUMNS if isinstance(part, Field) else (PERSON,))}


def says_yes(part: Field | DynamicList) -> bool:
    """Whether a question can be answered with yes: a tick, or a choice that means it."""
    if isinstance(part, DynamicList) or part.disabled or part.readonly:
        return False
    one = isinstance(part, OneOf) and any(option.value in YES for option in part.fixed)
    return one or isinstance(part, Checkbox)


def _as_before(form: Form, tier: str) -> Form:
    """A form that names no column, without what the door answers and what only officers are asked."""
    left_out = {*ASKED_AT_THE_DOOR, *(() if tier else ("tanggal_terima",))}
    return Form(form.name, tuple(_without(form.components, left_out)))


def _without(components: tuple[Component, ...], keys: set[str]) -> Iterator[Component]:
    for part in components:
        if isinstance(part, Group):
            inside = tuple(_without(part.components, keys))
            if inside:
                yield replace(part, components=inside)
        elif not (isinstance(part, Field) and part.key in keys):
            yield part


def _converted(column: str, value: Any) -> Any:
    if column.endswith("jam_terima"):
        return parse_time(_text(value))
    if column in MOMENTS:
        return parse_date(_text(value))
    return _text(clean(value))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value)
    return scalar_text(value) or ""


def _refuse(key: str, text: str) -> None:
    raise AnswersRefusedError({key: Message(text)})
