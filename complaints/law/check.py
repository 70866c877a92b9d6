"""Holds the registers against the list of all norms and against what exists. What does not fit is a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from complaints.law.carriers import Known
from complaints.law.registers import Norm, Register
from engine.errors import Finding

SHORTEST_REASON = 3
"""Words of a reason why people carry a norm out."""
KINDS = {
    "elemen": "elemen diagram",
    "formulir": "isian formulir",
    "keputusan": "aturan tabel keputusan",
    "operasi": "operasi",
    "laporan": "jenis laporan",
    "halaman": "halaman",
    "perintah": "perintah",
    "peran": "peran",
    "uji": "uji",
}


def findings(registers: Iterable[Register], known: Known, *, of: Collection[str] = ()) -> list[Finding]:
    """Everything that is missing, open, vanished or contradictory, in the order of the registers.

    `of` narrows to some regulations by their codes; `registers` are all of them even then.
    """
    registers = list(registers)
    others = {register.code for register in registers if of and register.code not in of}
    found = [finding for each in registers if each.code not in others for finding in _of_register(each, known)]
    return [*found, *_of_diagrams(registers, known, others)]


def open_norms(register: Register) -> list[Norm]:
    """Norms that nothing carries out and nobody has answered for."""
    return [norm for norm in register.norms if norm.state == "open"]


def _of_register(register: Register, known: Known) -> Iterator[Finding]:
    listed = {each.id: each for each in register.listed}
    counted = Counter(norm.id for norm in register.norms)
    for missing in sorted(set(listed) - set(counted)):
        yield Finding(register.file, missing, "missing", f"norma {listed[missing].article} tidak ada dalam register")
    for norm in register.norms:
        about = Finding(register.file, norm.id, "", "")
        if norm.id not in listed:
            yield _said(about, "unlisted", "norma tidak ada dalam norma.csv")
        elif norm.article != listed[norm.id].article:
            yield _said(about, "article", f"pasal berbeda dari norma.csv: {listed[norm.id].article!r}")
        if counted[norm.id] > 1:
            yield _said(about, "twice", "norma tertulis lebih dari sekali")
        yield from _of_norm(norm, about, known)


def _of_norm(norm: Norm, about: Finding, known: Known) -> Iterator[Finding]:
    if not norm.quote:
        yield _said(about, "quote", "kutipan kosong")
    for key in norm.unknown_keys:
        yield _said(about, "key", f"kunci {key!r} tidak dikenal")
    if norm.state == "open":
        missing = (
            f"menunggu {norm.pending}" if norm.pending else "sebut pelaksananya, atau organisasional dengan alasan"
        )
        yield _said(about, "open", f"terbuka: {missing}")
    if norm.organisational and len(norm.organisational.split()) < SHORTEST_REASON:
        yield _said(about, "reason", "alasan organisasional terlalu singkat")
    for kind, names in norm.carriers.items():
        for name in names:
            yield from _of_carrier(norm, kind, name, about, known)


def _of_carrier(norm: Norm, kind: str, name: str, about: Finding, known: Known) -> Iterator[Finding]:
    if not known.has(kind, name):
        yield _said(about, "vanished", f"{KINDS[kind]} {name} tidak ada")
    elif kind == "elemen" and norm.id not in known.elements[name]:
        yield _said(about, "disagree", f"elemen {name} tidak menyebut norma ini sebagai dasarHukum")
    elif kind == "keputusan" and not _names(known.rules[name], norm):
        yield _said(about, "disagree", f"catatan aturan {name} tidak menyebut norma ini")


def _names(cited: Collection[str], norm: Norm) -> bool:
    """Whether a rule names the norm, or a letter or number below it."""
    return any(each == norm.id or each.startswith(f"{norm.id}.") for each in cited)


def _of_diagrams(registers: list[Register], known: Known, others: Collection[str]) -> Iterator[Finding]:
    """What diagrams and tables cite must stand in the registers; elements also the other way round."""
    norms = {norm.id: norm for register in registers for norm in register.norms}
    for places in (known.elements, known.flows, known.rules):
        for place, cited in sorted(places.items()):
            for norm_id in sorted(each for each in cited - set(norms) if _code(each) not in others):
                yield Finding(*_apart(place), "unknown", f"norma {norm_id} tidak ada")
    for place, cited in sorted(known.elements.items()):
        for norm_id in sorted(each for each in cited & set(norms) if _code(each) not in others):
            if place not in norms[norm_id].carriers.get("elemen", ()):
                text = f"mendasarkan diri pada {norm_id}, tetapi register tidak menyebut elemen ini"
                yield Finding(*_apart(place), "disagree", text)
    for place, cited in sorted(known.rules.items()):
        for norm_id in sorted(each for each in (cited & set(norms)) - known.models.get(place, frozenset())):
            if _code(norm_id) not in others and place not in norms[norm_id].carriers.get("keputusan", ()):
                text = f"mendasarkan diri pada {norm_id}, tetapi register tidak menyebut aturan ini"
                yield Finding(*_apart(place), "disagree", text)


def _code(norm_id: str) -> str:
    return norm_id.partition("-")[0]


def _apart(place: str) -> tuple[str, str]:
    owner, _, part = place.partition("#")
    return owner, part


def _said(about: Finding, rule: str, message: str) -> Finding:
    return Finding(about.file, about.element, rule, message)
