"""What is wrong with the start forms of a process as a way to report: told by the gate before anything is deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaints.intake.start_form import COLUMNS, FLAGS, MOMENTS, PERSON, PROPERTY, VARIABLES, YES, declared, start_form
from complaints.intake.start_lists import LISTS
from complaints.intake.starts import ROLE_OF_TIER, Entrance, entrances_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.choices import Checkbox, OneOf
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.texts import TextField
from engine.definition.forms.feel import holds
from engine.definition.forms.visibility import key_of
from engine.errors import ExpressionError, Finding

DOOR = frozenset({"kanal", "tingkat"})
"""What is known at a way in before anything is answered."""


def start_findings(bundle: Bundle, process_id: str) -> Iterator[Finding]:
    """Columns that do not exist, no question for the text, conditions on what no way in ever asks."""
    for form in bundle.forms.values():
        yield from _unknown_columns(form)
    try:
        entrances = entrances_of(bundle, process_id=process_id)
    except ExpressionError:  # the gate names it, and nothing is deployed before it is mended
        return
    ways = [way for way in entrances if way.form is not None and way.kanal]
    forms = {way.form.name: way.form for way in ways if way.form is not None}
    for form in forms.values():
        yield from _start(form)
    if ways:
        yield from _never_asked(bundle, process_id, ways, forms)


def _unknown_columns(form: Form) -> Iterator[Finding]:
    """Of any form: a task's form says with `kolom` which answers are the reporter's identity."""
    for key, part in form.fields.items():
        column = part.properties.get(PROPERTY, "")
        if column and column not in COLUMNS:
            known = ", ".join(sorted(COLUMNS))
            yield Finding(
                f"{form.name}.form",
                key,
                "start_column",
                _("kolom '%(column)s' tidak ada; yang ada: %(known)s", column=column, known=known),
            )


def _start(form: Form) -> Iterator[Finding]:
    file = f"{form.name}.form"
    for key, part in form.fields.items():
        column = part.properties.get(PROPERTY, "")
        if column in COLUMNS and (wrong := _unfit(part, column)):
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
    if column in FLAGS and not _says_yes(part):
        return _("kolom '%(column)s' memerlukan kotak centang, atau pilihan yang bernilai `ya`", column=column)
    if column in MOMENTS and getattr(part, "subtype", "") != ("time" if column.endswith("jam_terima") else "date"):
        return _("kolom '%(column)s' memerlukan isian tanggal atau jam", column=column)
    return ""


def _says_yes(part: Field | DynamicList) -> bool:
    if isinstance(part, DynamicList) or part.disabled or part.readonly:
        return False
    one = isinstance(part, OneOf) and any(option.value in YES for option in part.fixed)
    return one or isinstance(part, Checkbox)


def _never_asked(bundle: Bundle, process_id: str, ways: list[Entrance], forms: Mapping[str, Form]) -> Iterator[Finding]:
    asked: set[str] = set()
    columns: set[str] = set()
    for way in ways:
        for kanal in way.kanal:
            role = ROLE_OF_TIER.get(way.tingkat, "")
            form = start_form(way.form, kanal=kanal, role=role)
            here = _asked_at(form.form, {"kanal": kanal, "tingkat": way.tingkat})
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


def _asked_at(form: Form, door: Mapping[str, str]) -> frozenset[str]:
    """Keys of questions that can be asked at a way in: no condition over the way in alone hides them."""
    hidden = {
        key_of(part)
        for part, chain in form.items
        for one in chain
        if one.hide is not None and {path[0] for path in one.hide.node.paths()} <= DOOR and holds(one.hide.node, door)
    }
    return form.keys() - hidden
