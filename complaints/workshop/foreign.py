"""Files from other tools: read as they are where possible, and said plainly what in them is not carried out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.catalogue import N_, _
from engine.definition.diagram import NODES
from engine.definition.safe_xml import MAX_BYTES, UnsafeXmlError, parse_xml
from engine.errors import EngineError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TOOLS = {
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://www.signavio.com": "Signavio",
    "http://www.bizagi.com/bpmn20": "Bizagi",
    "http://sourceforge.net/bpmn/definitions": "Yaoqiang",
    "http://flowable.org/bpmn": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    "http://schemas.microsoft.com/office/visio": "Visio",
}
"""Namespaces by which other tools are known."""
NOT_EXECUTED = {
    "scriptTask": N_("tugas skrip; pakai operasi bernama"),
    "complexGateway": N_("gerbang kompleks"),
    "adHocSubProcess": N_("subproses bebas"),
    "transaction": N_("transaksi"),
    "terminateEventDefinition": N_("akhir yang menghentikan semuanya"),
    "errorEventDefinition": N_("peristiwa galat"),
    "escalationEventDefinition": N_("peristiwa eskalasi"),
    "compensateEventDefinition": N_("peristiwa kompensasi"),
    "cancelEventDefinition": N_("peristiwa batal"),
    "conditionalEventDefinition": N_("peristiwa bersyarat"),
    "linkEventDefinition": N_("peristiwa tautan"),
    "dataObject": N_("objek data; hanya digambar"),
    "dataStoreReference": N_("penyimpan data; hanya digambar"),
    "choreographyTask": N_("koreografi"),
    "conversation": N_("percakapan"),
}
_ENDINGS = {
    ".bpmn20.xml": ".bpmn",
    ".bpmn.xml": ".bpmn",
    ".dmn.xml": ".dmn",
    ".form.json": ".form",
    ".bpmn": ".bpmn",
    ".bpmn2": ".bpmn",
    ".dmn": ".dmn",
    ".form": ".form",
}
"""How tools end the names of their files, the longest first."""
_DECLARED = re.compile(rb'<\?xml[^>]*encoding=["\']([\w.-]+)["\']')
DMN_NAMESPACES = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")


def our_name(given: str) -> str:
    """The name that a file of another tool gets here: `Diagram 1.bpmn20.xml` is `diagram_1.bpmn`."""
    stem, kind = given.lower(), ""
    for ending, ours in _ENDINGS.items():
        if stem.endswith(ending):
            stem, kind = stem.removesuffix(ending), ours
            break
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return f"{words if words[:1].isalpha() else f'berkas_{words}'.strip('_')}"[:80].rstrip("_") + kind


def as_ours(name: str, content: bytes) -> str:
    """The text of an uploaded file. Raises EngineError for what is no text, no XML or no JSON, in words."""
    if len(content) > MAX_BYTES:
        raise EngineError(_("berkas terlalu besar; paling besar %(value)s MB", value=MAX_BYTES // 1000000))
    text = _decoded(content)
    if name.endswith(".form"):
        return _form(text)
    try:
        root = parse_xml(text)
    except UnsafeXmlError as error:
        raise EngineError(_("bukan diagram yang dapat dibaca: %(error)s", error=error)) from error
    if name.endswith(".bpmn") and root.tag != f"{{{BPMN}}}definitions":
        raise EngineError(_kind_of(root))
    if name.endswith(".dmn") and not (etree.QName(root).namespace or "").startswith(DMN_NAMESPACES):
        raise EngineError(
            _("ini bukan tabel keputusan DMN (unsur utamanya %(localname)s)", localname=etree.QName(root).localname)
        )
    return text


def _form(text: str) -> str:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EngineError(_("bukan formulir: JSON tidak dapat dibaca")) from error
    if not isinstance(read, dict):
        raise EngineError(_("bukan formulir: isinya bukan objek JSON"))
    return text


def _decoded(content: bytes) -> str:
    declared = _DECLARED.search(content[:200])
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    marked = next((encoding for mark, encoding in marks.items() if content.startswith(mark)), "")
    try:
        return _undeclared(content.decode(marked or (declared[1].decode() if declared else "utf-8")))
    except (UnicodeError, LookupError) as error:
        raise EngineError(_("bukan berkas teks yang dapat dibaca")) from error


def _undeclared(text: str) -> str:
    """Kept as text, so what it was encoded in no longer holds."""
    return re.sub(r'(<\?xml[^>]*encoding=["\'])[\w.-]+(["\'])', r"\g<1>UTF-8\2", text, count=1)


def _kind_of(root: etree._Element) -> str:
    name = etree.QName(root)
    if name.namespace == "http://schemas.microsoft.com/office/visio/2012/main" or name.localname == "VisioDocument":
        return _("ini gambar Visio, bukan BPMN; ekspor dahulu sebagai BPMN 2.0")
    if name.localname == "Package" and "xpdl" in (name.namespace or "").lower():
        return _("ini XPDL, bukan BPMN 2.0; ekspor dahulu sebagai BPMN 2.0")
    return _("ini bukan BPMN 2.0 (unsur utamanya %(localname)s)", localname=name.localname)


def remarks(name: str, text: str) -> list[str]:
    """What in a diagram comes from another tool and is not carried out here; empty for one of ours."""
    return list(_remarks(text)) if name.endswith(".bpmn") else []


def _remarks(text: str) -> Iterator[str]:
    root = parse_xml(text)
    used = {uri for element in root.iter() for uri in element.nsmap.values() if uri}
    tools = sorted({tool for uri, tool in TOOLS.items() if any(each.startswith(uri) for each in used)})
    if tools:
        named = ", ".join(tools)
        yield _(
            "dibuat dengan %(named)s; penugasan, formulir, dan tenggat dari sana perlu dipilih ulang di panel",
            named=named,
        )
    found = Counter(etree.QName(each).localname for each in root.iter(f"{{{BPMN}}}*") if isinstance(each.tag, str))
    for kind, said in NOT_EXECUTED.items():
        if found[kind]:
            yield _("%(count)s × %(kind)s: tidak dijalankan", count=found[kind], kind=_(said))
    executable = [each for each in root.iter(f"{{{BPMN}}}process") if each.get("isExecutable") == "true"]
    if found["process"] > 1 and len(executable) != 1:
        yield _("%(count)s proses dalam satu berkas; satu berkas satu proses", count=found["process"])
    if not any(kind in found for kind in NODES):
        yield _("tidak berisi langkah apa pun")
    if next(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNPlane"), None) is None:
        yield _("tidak berisi gambar; elemen tanpa gambar tidak dapat diterapkan")
