"""Messages of a diagram that would reach nobody in a government, and messages that it waits for and nobody can send.

A role that nobody holds is found where a task needs it, and stops the deployment. A message to such a role is lost
without a sound: the process goes on. So it is a warning, at deploy and in the workshop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints.people.unheld import held_roles
from complaints.properties import PUBLIC_LABEL, SENDER
from complaints.workshop.law_norms import law_of, norms_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.properties import listed
from engine.workshop.workshop import LawWarning

ADDRESSEES = {
    "beritahu_petugas": ("peran",),
    "tandai_terlambat": ("peran",),
    "kirim_tembusan": ("peran", "penyerah"),
    "serahkan_berkas": ("penyerah",),
    "sampaikan_laporan": ("peran",),
}
"""Operation -> its parameters that name roles; each parameter needs one that somebody holds."""

WAITS = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})


@dataclass(frozen=True)
class Unreceived:
    """An element whose message nobody gets, or nobody sends."""

    file: str
    element: Element
    text: str


def warnings(session: Session, instansi_id: str, bundle: Bundle, now: datetime) -> Iterator[LawWarning]:
    """The same as warnings of the workshop, each with the article that the element carries out."""
    for each in unreceived(bundle, held_roles(session, instansi_id=instansi_id, now=now)):
        article, quote = law_of(norms_of(each.element))
        yield LawWarning(f"penerima:{each.element.id}", each.text, each.file, each.element.id, article, quote)


def unreceived(bundle: Bundle, held: Collection[str]) -> Iterator[Unreceived]:
    """What nobody gets and what nobody can send, in the order of the diagrams."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if text := _lost(element, held) or _unsent(element, held):
                yield Unreceived(diagram.file, element, text)


def _lost(element: Element, held: Collection[str]) -> str:
    for parameter in ADDRESSEES.get(element.topic or "", ()):
        roles = listed(element.parameters.get(parameter, ""))
        if roles and not set(roles) & set(held):
            return _(
                "pesan “%(name)s” tidak sampai kepada siapa pun: peran %(roles)s belum dipegang seorang pun",
                name=element.name,
                roles=", ".join(roles),
            )
    return ""


def _unsent(element: Element, held: Collection[str]) -> str:
    if element.kind not in WAITS or not element.message or element.properties.get(PUBLIC_LABEL):
        return ""
    if element.kind == "startEvent" and element.scope == element.process_id:
        return ""  # its channel, or its role, is who sends it
    if set(listed(element.properties.get(SENDER, ""))) & set(held):
        return ""
    return _("pesan yang ditunggu “%(name)s” tidak dapat dikirim siapa pun; isi pengirim", name=element.name)
