"""What is wrong with the start forms of a process as a way to report: told by the gate before anything is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from complaints.intake.start_form import (
    COLUMNS,
    FLAGS,
    MOMENTS,
    PERSON,
    PROPERTY,
    TREATMENT,
    VARIABLES,
    declared,
    says_yes,
    start_form,
)
from complaints.intake.start_lists import LISTS
from complaints.intake.starts import ROLE_OF_TIER, UNATTENDED, Entrance, entrances_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.choices import FromList
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.texts import TextField
from engine.errors import ExpressionError, Finding


def start_findings(bundle: Bundle, process_id: str) -> Iterator[Finding]:
    """Columns that do not exist, no question for the text, conditions on what no way in ever asks."""
    try:
        entrances = entrances_of(bundle, process_id=process_id)
    except ExpressionError:  # the gate names it, and nothing is deployed before it is mended
        return
    yield from _without_door(bundle.diagrams[process_id].file, entrances)
    ways = [way for way in entrances if way.form is not None and way.kanal]
    forms = {way.form.name: way.form for way in ways if way.form is not None}
    for name, form in bundle.forms.items():
        if name not in forms:
            yield from _of_a_task(form)
    for form in forms.values():
        yield from _start(form)
    if ways:
        yield from _never_asked(bundle, process_id, ways, forms)


def _without_door(file: str, entrances: list[Entrance]) -> Iterator[Finding]:
    """Channels that nobody can use: no officer's tier, or the same channel and tier before."""
    taken: dict[tuple[str, str], str] = {}
    for way in entrances:
        for kanal in way.kanal:
            tier = way.tier_of(kanal)
            first = taken.setdefault((kanal, tier), way.element)
            if first != way.element:
                text = _(
                    "kanal %(kanal)s tidak pernah sampai di sini: sudah diterima %(first)s", kanal=kanal, first=first
                )
                yield Finding(file, way.element, "no_door", text)
            elif kanal not in UNATTENDED and tier not in ROLE_OF_TIER:
                known = ", ".join(sorted(ROLE_OF_TIER))
                text = _(
                    "kanal %(kanal)s tidak punya pintu: tulis `tingkat` petugas yang mencatatnya; yang ada: %(known)s",
                    kanal=kanal,
                    known=known,
                )
                yield Finding(file, way.element, "no_door", text)


def _of_a_task(form: Form) -> Iterator[Finding]:
    """The form of a task or message says what changes the treatment, and which answers are the reporter's identity."""
    person = {name for name in COLUMNS if name.partition(".")[0] == PERSON}
    for key, part in form.fields.items():
        yield from _column_of_a_task(form, key, part, person | set(TREATMENT))
        for inner in part.fields if isinstance(part, DynamicList) else ():
            yield from _column_of_a_task(form, f"{key}.{inner.key}", inner, person)


def _column_of_a_task(form: Form, key: str, part: Field | DynamicList, known: set[str]) -> Iterator[Finding]:
    column = part.properties.get(PROPERTY, "")
    if column and column not in known:
        yield Finding(f"{form.name}.form", key, "start_column", _no_such(column, known))
    elif column in TREATMENT and (wrong := _unfit(part, column) or _not_a_choice(part, column)):
        yield Finding(f"{form.name}.form", key, "start_column", wrong)


def _no_such(column: str, known: Iterable[str]) -> str:
    return _("kolom '%(column)s' tidak ada; yang ada: %(known)s", column=column, known=", ".join(sorted(known)))


def _not_a_choice(part: Field | DynamicList, column: str) -> str:
    """Why an answer may be none that the complaint knows, in words; empty when it cannot."""
    longest = TREATMENT[column]
    if longest is None or (isinstance(part, FromList) and all(len(each.wire) <= longest for each in part.fixed)):
        return ""
    return _(
        "kolom '%(column)s' memerlukan pilihan, masing-masing paling panjang %(longest)s huruf",
        column=column,
        longest=longest,
    )


def _start(form: Form) -> Iterator[Finding]:
    file = f"{form.name}.form"
    for key, part in form.fields.items():
        column = part.properties.get(PROPERTY, "")
        if column and column not in COLUMNS:
            yield Finding(file, key, "start_column", _no_such(column, COLUMNS))
        elif column and (wrong := _unfit(part, column)):
            yield Finding(file, key, "start_column", wrong)
        for inner in part.fields if isinstance(part, DynamicList) else ():
            if inner.properties.get(PROPERTY):
                text = _("kolom tidak berlaku di dalam daftar; tulis `pelapor` pada daftar itu sendiri")
                yield Finding(file, f"{key}.{inner.key}", "start_column", text)
        suggested = part.suggestions if isinstance(part, TextField) else ""
        if suggested and suggested not in LISTS:
            yield Finding(
                file,
                key,
                "unknown_list",
                _("daftar %(name)s tidak ada; yang ada: %(known)s", name=suggested, known=", ".join(LISTS)),
            )
    columns = start_form(form, kanal="").columns
    if "pengaduan.uraian" not in columns.values():
        text = _("tidak ada pertanyaan dengan kolom pengaduan.uraian: laporan tidak punya isi")
        yield Finding(file, None, "start_column", text)


def _unfit(part: Field | DynamicList, column: str) -> str:
    """Why this kind of question cannot fill a column, in words; empty when it can."""
    if isinstance(part, ExpressionField) or (isinstance(part, FilePicker | DynamicList) and column != PERSON):
        return _("kolom '%(column)s' tidak dapat diisi dari jenis isian ini", column=column)
    if column in FLAGS and not says_yes(part):
        return _("kolom '%(column)s' memerlukan kotak centang, atau pilihan yang bernilai `ya`", column=column)
    if column in MOMENTS and getattr(part, "subtype", "") != ("time" if column.endswith("jam_terima") else "date"):
        return _("kolom '%(column)s' memerlukan isian tanggal atau jam", column=column)
    return ""


def _never_asked(bundle: Bundle, process_id: str, ways: list[Entrance], forms: Mapping[str, Form]) -> Iterator[Finding]:
    asked: set[str] = set()
    columns: set[str] = set()
    for way in ways:
        for kanal in way.kanal:
            tier = way.tier_of(kanal)
            form = start_form(way.form, kanal=kanal, role=ROLE_OF_TIER.get(tier, ""))
            here = form.askable()
            asked |= here
            columns |= {form.columns[key].rpartition(".")[2] for key in here if key in form.columns}
    file = bundle.diagrams[process_id].file
    elsewhere = {key for name, form in bundle.forms.items() if name not in forms for key in form.typed_keys()}
    known = {key for form in forms.values() for key in form.fields if declared(form)}
    for name in sorted((known - asked - elsewhere) & bundle.names_read):
        yield Finding(
            file,
            None,
            "variables",
            _("nilai '%(name)s' dibaca, tetapi tidak satu pintu masuk pun menanyakannya", name=name),
        )
    for name in sorted((set(VARIABLES) - columns - asked - elsewhere) & bundle.names_read):
        yield Finding(
            file,
            None,
            "variables",
            _("nilai '%(name)s' dibaca, tetapi tidak satu formulir awal menanyakannya", name=name),
        )
