"""Holds the registers against the list of all norms and against what exists. What does not fit is a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from complaints.law.carriers import Known
from complaints.law.registers import Norm, Register
from engine.catalogue import N_, _
from engine.errors import Finding

SHORTEST_REASON = 3
"""Words of a reason why people carry a norm out."""
KINDS = {
    "elemen": N_("elemen diagram"),
    "formulir": N_("isian formulir"),
    "keputusan": N_("aturan tabel keputusan"),
    "operasi": N_("operasi"),
    "laporan": N_("jenis laporan"),
    "halaman": N_("halaman"),
    "perintah": N_("perintah"),
    "peran": N_("peran"),
    "uji": N_("uji"),
}


def findings(registers: Iterable[Register], known: Known, *, of: Collection[str] = ()) -> list[Finding]:
    """Everything that is missing, open, vanished or contradictory, in the order of the registers.

    `of` narrows to some regulations by their codes; `registers` are all of them even then.
    """
    registers = list(registers)
    others = {register.code for register in registers if of and register.code not in of}
    found = [finding for each in registers if each.code not in others for finding in _of_register(each, known)]
    return [*found, *_of_diagrams(registers, known, others)]


def _of_register(register: Register, known: Known) -> Iterator[Finding]:
    listed = {each.id: each for each in register.listed}
    counted = Counter(norm.id for norm in register.norms)
    for missing in sorted(set(listed) - set(counted)):
        yield Finding(
            register.file,
            missing,
            "missing",
            _("norma %(article)s tidak ada dalam register", article=listed[missing].article),
        )
    for norm in register.norms:
        about = Finding(register.file, norm.id, "", "")
        if norm.id not in listed:
            yield _said(about, "unlisted", _("norma tidak ada dalam norma.csv"))
        elif norm.article != listed[norm.id].article:
            yield _said(
                about, "article", _("pasal berbeda dari norma.csv: %(article)r", article=listed[norm.id].article)
            )
        if counted[norm.id] > 1:
            yield _said(about, "twice", _("norma tertulis lebih dari sekali"))
        yield from _of_norm(norm, about, known)


def _of_norm(norm: Norm, about: Finding, known: Known) -> Iterator[Finding]:
    if not norm.quote:
        yield _said(about, "quote", _("kutipan kosong"))
    for key in norm.unknown_keys:
        yield _said(about, "key", _("kunci %(key)r tidak dikenal", key=key))
    if norm.state == "open":
        missing = (
            f"menunggu {norm.pending}" if norm.pending else _("sebut pelaksananya, atau organisasional dengan alasan")
        )
        yield _said(about, "open", f"terbuka: {missing}")
    if norm.organisational and len(norm.organisational.split()) < SHORTEST_REASON:
        yield _said(about, "reason", _("alasan organisasional terlalu singkat"))
    for limit in norm.limits:
        if not known.has("elemen", limit.place):
            yield _said(about, "vanished", _("batas: elemen %(name)s tidak ada", name=limit.place))
    for kind, names in norm.carriers.items():
        for name in names:
            yield from _of_carrier(norm, kind, name, about, known)


def _of_carrier(norm: Norm, kind: str, name: str, about: Finding, known: Known) -> Iterator[Finding]:
    if not known.has(kind, name):
        yield _said(about, "vanished", _("%(kind)s %(name)s tidak ada", kind=_(KINDS[kind]), name=name))
    elif kind == "elemen" and norm.id not in known.elements[name]:
        yield _said(about, "disagree", _("elemen %(name)s tidak menyebut norma ini sebagai dasarHukum", name=name))
    elif kind == "keputusan" and not _names(known.rules[name], norm):
        yield _said(about, "disagree", _("catatan aturan %(name)s tidak menyebut norma ini", name=name))


def _names(cited: Collection[str], norm: Norm) -> bool:
    """Whether a rule names the norm, or a letter or number below it."""
    return any(each == norm.id or each.startswith(f"{norm.id}.") for each in cited)


def _of_diagrams(registers: list[Register], known: Known, others: Collection[str]) -> Iterator[Finding]:
    """What diagrams and tables cite must stand in the registers; elements also the other way round."""
    norms = {norm.id: norm for register in registers for norm in register.norms}
    for places in (known.elements, known.flows, known.rules):
        for place, cited in sorted(places.items()):
            for norm_id in sorted(each for each in cited - set(norms) if _code(each) not in others):
                yield Finding(*_apart(place), "unknown", _("norma %(norm_id)s tidak ada", norm_id=norm_id))
    for place, cited in sorted(known.elements.items()):
        for norm_id in sorted(each for each in cited & set(norms) if _code(each) not in others):
            if place not in norms[norm_id].carriers.get("elemen", ()):
                text = _(
                    "mendasarkan diri pada %(norm_id)s, tetapi register tidak menyebut elemen ini", norm_id=norm_id
                )
                yield Finding(*_apart(place), "disagree", text)
    for place, cited in sorted(known.rules.items()):
        for norm_id in sorted(each for each in (cited & set(norms)) - known.models.get(place, frozenset())):
            if _code(norm_id) not in others and place not in norms[norm_id].carriers.get("keputusan", ()):
                text = _(
                    "mendasarkan diri pada %(norm_id)s, tetapi register tidak menyebut aturan ini", norm_id=norm_id
                )
                yield Finding(*_apart(place), "disagree", text)


def _code(norm_id: str) -> str:
    return norm_id.partition("-")[0]


def _apart(place: str) -> tuple[str, str]:
    owner, _, part = place.partition("#")
    return owner, part


def _said(about: Finding, rule: str, message: str) -> Finding:
    return Finding(about.file, about.element, rule, message)
