"""Differences, effects on cases, findings: facts of the engine as sentences for a process owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints.properties import DEADLINE, PUBLIC_LABEL
from complaints.workshop.scenario_check import OF_SCENARIOS
from engine.definition.bundle import Bundle
from engine.definition.properties import LEGAL_BASIS, NOTED_MOMENT, PHASE, SECOND_PERSON, SOURCE, UNIT
from engine.errors import Finding
from engine.workshop import Change, LawWarning, Remark, whole
from web.phrases import question_changes
from web.phrases.audit import ELEMENTS, SOURCES
from web.phrases.audit import event as event
from web.phrases.desk import phase, readable, role
from web.phrases.moments import waktu

STATES = {
    "open": (_l("disunting"), "open"),
    "proposed": (_l("menunggu pemeriksaan rekan"), "here"),
    "approved": (_l("disetujui, menunggu waktunya"), "here"),
    "deployed": (_l("diterapkan"), "done"),
    "withdrawn": (_l("ditarik"), "quiet"),
}
KINDS = {
    "pengaduan": _l("Pengelolaan pengaduan"),
    "tertutup": _l("Laporan tertutup (WBS)"),
    "kegiatan": _l("Pemantauan dan kegiatan lain"),
}
ATTRIBUTES = {
    "name": _l("nama"),
    "kind": _l("jenis"),
    "role": _l("peran"),
    "form": _l("formulir"),
    "form_content": _l("isi formulir"),
    "decision_content": _l("isi tabel keputusan"),
    "due": _l("tenggat tugas"),
    "timer": _l("waktu"),
    "decision": _l("tabel keputusan"),
    "operation": _l("operasi"),
    "called": _l("proses yang dipanggil"),
    "condition": _l("syarat"),
    "ways": _l("jalan keluar dan syaratnya"),
    "source": _l("asal"),
    "target": _l("tujuan"),
    "lane": _l("lajur"),
    "lanes": _l("lajur"),
    "event": _l("pemicu"),
    "message": _l("pesan"),
    "attached_to": _l("tempat menempel"),
    "interrupting": _l("menghentikan atau tidak"),
    "collection": _l("berulang untuk"),
    "cardinality": _l("berulang berapa kali"),
    "completion": _l("selesai lebih awal bila"),
    "goes_in": _l("nilai yang masuk"),
    "comes_out": _l("nilai yang keluar"),
    "error": _l("galat"),
    "sequential": _l("berurutan atau serentak"),
    "default_flow": _l("alur bawaan"),
    f"property.{LEGAL_BASIS}": _l("dasar hukum"),
    f"property.{SOURCE}": _l("sifat sumber"),
    f"property.{PUBLIC_LABEL}": _l("kalimat bagi pengadu"),
    f"property.{PHASE}": _l("tahap pengaduan"),
    f"property.{DEADLINE}": _l("batas waktu yang dibaca pengadu"),
    f"property.{UNIT}": _l("unit"),
    f"property.{SECOND_PERSON}": _l("dikerjakan orang lain daripada"),
    f"property.{NOTED_MOMENT}": _l("waktu yang dicatat"),
    "label": _l("pertanyaan"),
    "description": _l("keterangan"),
    "validate": _l("aturan isian"),
    "values": _l("pilihan"),
    "valuesKey": _l("daftar pilihan"),
    "conditional": _l("kapan ditampilkan"),
    "type": _l("jenis isian"),
    "text": _l("teks"),
    "disabled": _l("terkunci"),
    "readonly": _l("hanya dibaca"),
    "properties": _l("sifat lain"),
    "order": _l("urutan"),
    "if": _l("bila"),
    "then": _l("maka"),
    "note": _l("catatan dan pasal"),
    "inputs": _l("kolom masukan"),
    "outputs": _l("kolom keluaran"),
    "hit_policy": _l("cara memilih aturan"),
    "columns": _l("kolom"),
}
PARTS = {
    "process": _l("Diagram"),
    "element": _l("Elemen"),
    "flow": _l("Alur"),
    "form": _l("Formulir"),
    "field": _l("Isian"),
    "decision": _l("Tabel keputusan"),
    "rule": _l("Aturan"),
}
CHANGES = {
    "added": _l("baru"),
    "removed": _l("dihapus"),
    "changed": _l("berubah"),
    "drawn": _l("hanya dipindah dalam gambar"),
}
OUTCOMES = {
    "same": (_l("tidak terpengaruh"), "quiet"),
    "safe": (_l("dapat pindah dengan aman"), "done"),
    "confirm": (_l("dapat pindah bila disetujui"), "here"),
    "refused": (_l("tetap di versinya"), "late"),
}


VERDICTS = {
    "same": (_l("berjalan sama"), "done"),
    "other_way": (_l("menempuh jalan lain"), "here"),
    "stuck": (_l("tersangkut"), "late"),
    "broken": (_l("gagal"), "late"),
}


def verdict(name: str) -> str:
    """How a past case would go under the draft."""
    return str(VERDICTS[name][0])


def verdict_tone(name: str) -> str:
    """The colour that repeats the verdict."""
    return VERDICTS[name][1]


def places(listed: Iterable[Iterable[str]], bundle: Bundle | None) -> str:
    """Places of a path by the names that stand in the drawing; gateways have none to tell."""
    named = []
    for process_id, element_id in listed:
        element = bundle.element(process_id, element_id) if bundle else None
        if element is None or "Gateway" not in element.kind:
            named.append((element.name if element else "") or element_id)
    return ", ".join(dict.fromkeys(named)) or "–"


def state(name: str) -> str:
    """How far a draft is on its way."""
    return str(STATES[name][0])


def state_tone(name: str) -> str:
    """The colour that repeats how far it is."""
    return STATES[name][1]


def kind(name: str) -> str:
    """What kind of file or check it is."""
    return str(KINDS[name])


def outcome(name: str) -> str:
    """What becomes of running cases that move to the draft."""
    return str(OUTCOMES[name][0])


def outcome_tone(name: str) -> str:
    """The colour that repeats what becomes of them."""
    return OUTCOMES[name][1]


def choice(of: str, value: str) -> str:
    """The label of a role, phase, source or operation in the pick lists."""
    if of == "role":
        return role(value)
    if of == "phase":
        return phase(value)
    if of == "source":
        return f"{value}: {SOURCES.get(value, value)}"
    return readable(value)


def attribute(name: str) -> str:
    """What of a part was changed, e.g. its due date."""
    known = ATTRIBUTES.get(name)
    return str(known) if known is not None else readable(name.removeprefix("property.")).lower()


def part(name: str) -> str:
    """What kind of part of a process was changed."""
    return str(PARTS[name])


def change(name: str) -> str:
    """What was done to it: new, removed, changed, only moved in the picture."""
    return str(CHANGES[name])


QUESTIONS = frozenset({"type", "validate", "values", "conditional", "disabled", "readonly"})
"""What of a question has words of its own."""


def value(of: str, text: str) -> str:
    """A value as people read it; "–" for none."""
    if not text:
        return "–"
    if of == "role":
        return role(text)
    if of == f"property.{PHASE}":
        return phase(text)
    if of == f"property.{SOURCE}":
        return str(SOURCES.get(text, text))
    if of in ("form", "decision", "operation", "called"):
        return readable(text)
    if of == "kind":
        return str(ELEMENTS.get(text, text))
    if of in QUESTIONS:
        return question_changes.said(of, text)
    if of == "interrupting":
        return _("tidak menghentikan") if text == "false" else _("menghentikan")
    return text


@dataclass
class Told:
    """All differences of one process, form or table, by the thing they are about."""

    title: str
    items: dict[tuple[str, str, str], list[Change]] = field(default_factory=dict)
    """(part, name, what happened) -> its changes."""


def grouped(changes: Iterable[Change], old: Bundle, new: Bundle) -> list[Told]:
    """Differences as the page lists them: one group per process, form or decision; what is new with all it says."""
    groups: dict[tuple[str, str], Told] = {}
    for each in (one for change in changes for one in whole(change, new)):
        own = each.part in ("process", "form", "decision")
        container = each.id if own else each.container
        family = {"element": "process", "flow": "process", "field": "form", "rule": "decision"}.get(
            each.part, each.part
        )
        title = _title(family, container, old, new)
        told = groups.setdefault((family, container), Told(f"{part(family)}: {title}"))
        name = title if own else each.name or each.id
        told.items.setdefault((each.part, name, each.kind), []).append(_named(each, old, new))
    return list(groups.values())


PLACES = frozenset({"source", "target", "attached_to", "default_flow"})
"""What of a part names another part of the diagram."""


def _named(change: Change, old: Bundle, new: Bundle) -> Change:
    """The change with names instead of ids; the ids stay where only they differ."""
    if change.attribute not in PLACES:
        return change
    before, after = _drawn_as(old, change.container, change.old), _drawn_as(new, change.container, change.new)
    return change if before == after else replace(change, old=before, new=after)


def _drawn_as(bundle: Bundle, process_id: str, id_: str) -> str:
    diagram = bundle.diagrams.get(process_id)
    if diagram is None or not id_:
        return id_
    flow = diagram.flows.get(id_)
    if flow is not None:
        return " → ".join(_drawn_as(bundle, process_id, end) for end in (flow.source, flow.target))
    element = diagram.elements.get(id_)
    return (element.name if element else "") or id_


def _title(family: str, container: str, old: Bundle, new: Bundle) -> str:
    if family == "process":
        diagram = new.diagrams.get(container) or old.diagrams.get(container)
        return (diagram.name if diagram else "") or container
    if family == "decision":
        table = new.decisions.get(container) or old.decisions.get(container)
        return (table.name if table else "") or container
    form = new.forms.get(container) or old.forms.get(container)
    return (form.title if form else "") or readable(container)


REMARKS = {
    "removed": _l("“%(nama)s”, tempat kasus berada, tidak ada lagi. Tentukan di mana kasus dilanjutkan."),
    "no_such_target": _l("Tujuan untuk “%(nama)s” tidak ada dalam versi baru."),
    "other_kind": _l("“%(nama)s” berganti jenis: %(lama)s menjadi %(baru)s."),
    "other_call": _l("“%(nama)s” memanggil proses lain."),
    "other_values": _l("“%(nama)s” memberi nilai lain kepada proses yang sudah berjalan di dalamnya."),
    "other_scope": _l("“%(nama)s”, tempat kasus berada, kini di bagian lain dari diagram."),
    "no_way_on": _l("“%(nama)s”: dari sini kasus tidak dapat sampai ke akhir pada versi tujuan."),
    "joins_changed": _l("Pekerjaan berjalan sejajar, dan titik temunya (“%(nama)s”) berubah."),
    "left_out": _l("“%(nama)s” tidak akan dikerjakan untuk kasus ini."),
    "again": _l("“%(nama)s” dapat dikerjakan lagi."),
    "moved_to": _l("Kasus dilanjutkan dari “%(nama)s” di “%(baru)s”."),
    "ahead_added": _l("Akan melalui “%(nama)s” yang baru."),
    "ahead_removed": _l("“%(nama)s” yang dahulu menanti, dihapus."),
    "timer_added": _l("Batas waktu baru “%(nama)s” dihitung sejak kasus tiba di tempatnya."),
    "unheard": _l("“%(nama)s” tidak didengar lagi sejak dipindahkan."),
    "heard": _l("“%(nama)s” didengar kasus ini sejak dipindahkan."),
    "timer_removed": _l("Batas waktu “%(nama)s” dihapus."),
}


def remark(found: Remark) -> str:
    """What moving would mean, in one sentence."""
    said = {
        "nama": found.name or found.element,
        "sifat": attribute(found.attribute),
        "lama": value(found.attribute, found.old),
        "baru": value(found.attribute, found.new),
    }
    if found.kind in REMARKS:
        return str(REMARKS[found.kind]) % said
    if found.attribute == "ways" or found.attribute.endswith("_content"):
        return _("“%(nama)s”: %(sifat)s berubah.", **said)
    return _("“%(nama)s”: %(sifat)s %(lama)s menjadi %(baru)s.", **said)


def moved(change: tuple[str, str, str, str, str], bundle: Bundle) -> str:
    """One change that moving makes: a deadline or the description of an open task."""
    _what, element, of, old, new = change
    diagram = bundle.diagram_with(element)
    named = (diagram.elements[element].name if diagram else "") or readable(element)
    if of == "due":
        before, after = (waktu(datetime.fromisoformat(each), hari=False) if each else "–" for each in (old, new))
        return _("Tenggat %(nama)s: %(lama)s menjadi %(baru)s.", nama=named, lama=before, baru=after)
    return _(
        "%(nama)s: %(sifat)s %(lama)s menjadi %(baru)s.",
        nama=named,
        sifat=attribute(of),
        lama=value(of, old),
        baru=value(of, new),
    )


def sentence(text: str) -> str:
    """A message of the engine as a sentence."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def of_law(found: Iterable[LawWarning]) -> list[LawWarning]:
    """Those that speak of the regulation, not of scenarios that go another way."""
    return [each for each in found if not each.key.startswith(OF_SCENARIOS)]


def of_scenarios(found: Iterable[LawWarning]) -> list[LawWarning]:
    """The others."""
    return [each for each in found if each.key.startswith(OF_SCENARIOS)]


def warning(found: LawWarning) -> str:
    """A warning of the law with its article and, where there is one, the quote."""
    quote = f" “{found.quote}”" if found.quote else ""
    article = f" ({found.article}{':' if quote else ''}{quote})" if found.article or quote else ""
    return sentence(f"{found.text}{article}")


def place(finding: Finding, bundle: Bundle | None) -> str:
    """Where a finding is, by the names that stand in the drawing."""
    diagram = next((each for each in bundle.diagrams.values() if each.file == finding.file), None) if bundle else None
    element = diagram.elements.get(finding.element or "") if diagram else None
    where = (diagram.name if diagram and diagram.name else finding.file) or finding.file
    if element is not None:
        return f"{where}: {element.name or element.id}"
    return f"{where}: {_part(finding, bundle)}" if finding.element else where


def _part(finding: Finding, bundle: Bundle | None) -> str:
    """What a finding is about when it is no step: a flow by what it joins, a question by its words."""
    diagram = next((each for each in bundle.diagrams.values() if each.file == finding.file), None) if bundle else None
    flow = diagram.flows.get(finding.element or "") if diagram else None
    if diagram is not None and flow is not None:
        source, target = (diagram.elements.get(each) for each in (flow.source, flow.target))
        named = [f"“{each.name or each.id}”" if each is not None else "–" for each in (source, target)]
        way = f" ({flow.name})" if flow.name else ""
        return _("alur dari %(source)s ke %(target)s%(way)s", source=named[0], target=named[1], way=way)
    form = bundle.forms.get(finding.file.removesuffix(".form")) if bundle is not None else None
    field = form.fields.get(finding.element or "") if form is not None else None
    return str(getattr(field, "label", "") or finding.element)
