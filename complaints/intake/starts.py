"""Where a complaint enters the process: read from the start events of the deployed diagram.

A start event names its channels (`kanal=website`, or several, comma-separated) and, for complaints that officers enter
for somebody, the tier (`tingkat=nasional`, `instansi`, `penghubung`, `kanal`, `sekretariat`, `wbs`,
or a role of the regulation's own)
(TL-VI.A, TL-VI.B.1.a-12, b-14, c-1; NG-P6(2); BT-P10.a). Every channel has one door: `website` is the citizen's page,
`aplikasi` and `aplikasi_terintegrasi` are the interface for applications, an officer of the tier enters all others.
`hitungSejak=masuk` says that its deadlines count from the entry, not from the moment of the original act.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints.people.roles import OWN_ROLES, Role
from complaints.properties import CHANNELS, COUNTS_FROM, TIER
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.properties import LEGAL_BASIS
from engine.definition.versions import current_bundle
from engine.errors import NotFoundError

WEBSITE = "website"
APPLICATIONS = ("aplikasi", "aplikasi_terintegrasi")
"""Channels of the interface for applications."""
UNATTENDED = frozenset({WEBSITE, *APPLICATIONS})
"""Channels through which complaints come in by themselves: no officer enters them."""
TIER_OF_ROLE: dict[str, str] = {
    Role.ADMIN_NASIONAL: "nasional",
    Role.ADMIN_INSTANSI: "instansi",
    Role.PEJABAT_PENGHUBUNG: "penghubung",
    Role.ADMIN_KANAL: "kanal",
    Role.SEKRETARIAT: "sekretariat",
    Role.PETUGAS_WBS: "wbs",
    **{role: role for role, own in OWN_ROLES.items() if own.enters},
}
"""Of a role that a regulation brings the tier is called like the role."""
ROLE_OF_TIER = {tier: role for role, tier in TIER_OF_ROLE.items()}
RECEIVED, ENTERED = "diterima", "masuk"
"""What the clock of an entrance counts from (`hitungSejak`): the original act, or the moment of entry."""


@dataclass(frozen=True)
class Entrance:
    """A start event: its channels, its tier ("" when that does not matter), the variables that the diagram reads."""

    element: str
    name: str
    kanal: tuple[str, ...]
    tingkat: str
    names_read: frozenset[str]
    basis: str
    """Ids of the norms that name this way in, comma-separated."""
    counts_from: str = RECEIVED
    """`diterima` or `masuk`."""
    form: Form | None = None
    """What is asked of whoever reports here."""

    def tier_of(self, kanal: str) -> str:
        """The tier whose officer enters what comes by this channel, "" where it comes in by itself."""
        return "" if kanal in UNATTENDED else self.tingkat


def entrances(session: Session, *, instansi_id: str, process_id: str) -> list[Entrance]:
    """All ways into the newest version of a process. Raises NotFoundError when none is deployed."""
    return entrances_of(newest_bundle(session, instansi_id=instansi_id, process_id=process_id), process_id=process_id)


def newest_bundle(session: Session, *, instansi_id: str, process_id: str) -> Bundle:
    """The newest version of a process. Raises NotFoundError when none is deployed."""
    return current_bundle(session, instansi_id, process_id)


def entrances_of(bundle: Bundle, *, process_id: str) -> list[Entrance]:
    """All ways into a version. Kept with the bundle, which never changes."""
    kept: list[Entrance] | None = bundle.worked_out.get((Entrance, process_id))
    if kept is None:
        kept = bundle.worked_out[Entrance, process_id] = _entrances(bundle, process_id)
    return list(kept)


def _entrances(bundle: Bundle, process_id: str) -> list[Entrance]:
    return [
        Entrance(
            element=event.id,
            name=event.name,
            kanal=tuple(part.strip() for part in event.properties.get(CHANNELS, "").split(",") if part.strip()),
            tingkat=event.properties.get(TIER, ""),
            names_read=bundle.names_read,
            basis=event.properties.get(LEGAL_BASIS, ""),
            counts_from=event.properties.get(COUNTS_FROM, RECEIVED),
            form=bundle.forms.get(event.form),
        )
        for event in bundle.diagrams[process_id].start_events()
    ]


def entrance_for(session: Session, *, instansi_id: str, process_id: str, kanal: str, role: str = "") -> Entrance:
    """The way in for a channel and, with the role of an officer, for the officer's tier. Raises NotFoundError."""
    tier = TIER_OF_ROLE.get(role, "")
    fitting = [
        entrance
        for entrance in entrances(session, instansi_id=instansi_id, process_id=process_id)
        if kanal in entrance.kanal and (not tier or entrance.tingkat in ("", tier))
    ]
    if not fitting:
        raise NotFoundError(
            _(
                "diagram tidak punya pintu masuk untuk kanal '%(kanal)s' di tingkat '%(value)s'",
                kanal=kanal,
                value=tier or _("mana pun"),
            )
        )
    return max(fitting, key=lambda entrance: bool(tier) and entrance.tingkat == tier)


def channels(bundle: Bundle, *, process_id: str) -> dict[str, Entrance]:
    """Every channel of a version with the first way in that takes it, in the diagram's order."""
    found: dict[str, Entrance] = {}
    for entrance in entrances_of(bundle, process_id=process_id):
        for kanal in entrance.kanal:
            found.setdefault(kanal, entrance)
    return found


def manual_channels(session: Session, *, instansi_id: str, process_id: str, role: str) -> list[str]:
    """Channels whose complaints an officer of this role may enter, in the diagram's order."""
    tier = TIER_OF_ROLE.get(role, "")
    found = [
        kanal
        for entrance in entrances(session, instansi_id=instansi_id, process_id=process_id)
        for kanal in entrance.kanal
        if tier and entrance.tier_of(kanal) == tier
    ]
    return list(dict.fromkeys(found))
