"""What leaves the government: a result for everybody, and a package for another body. Two operations of the diagrams.

`publikasikan_hasil`  result and corrective action for the public: `param.isi`, `param.tindakan` (keys of the answers);
                      withheld, with the reason in the history, where the government keeps results to the reporter
                      (`disclosure`) or the report is a whistleblower's
`serahkan_berkas`     the complaint goes to a body outside: `param.penerima` (its name) or `param.penerima_dari` (key of
                      the answer that names it); `param.penyerah` (roles) are told to take it there
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.casework.copies import names
from complaints.intake.identity import identity_words
from complaints.models import Attachment, Complaint, ComplaintMessage, Instansi, Reporter
from complaints.notices import notice as notices
from engine.definition.operations import OperationContext
from engine.definition.properties import listed
from engine.models import Case, new_id
from engine.record.advance import Advance
from engine.running import queries

PUBLICATION = "publikasi"
"""Kind of the message that everybody may read."""
WITHHELD = "publikasi_ditahan"
"""Kind of the notice in the history when nothing was published."""
HANDED_OVER = "penyerahan"
"""Kind of the notice in the history when a package went to a body outside."""
FILES = "berkas"
"""In it: the hashes of the files that went along. The notice to those who take it there has none."""
PUBLIC = "publik"
"""The disclosure of a government whose results are open to everybody."""
MASK = "[disamarkan]"
NUMBERS = re.compile(r"(?<!\w)(?:\+?62|0)[\d\s().-]{7,}\d|\b\d{16}\b|[\w.+-]+@[\w-]+\.[\w.]+")
"""Telephone, identity number, mail address: masked whoever they belong to."""
SHORTEST_MASKED = 3
"""Shorter texts would blot out syllables of other words."""


def publish_result(context: OperationContext) -> None:
    """Keep the summary for everybody (SB-P9(5)), of a secret complaint too: who reported is masked (SB-L.II.B.1.c)."""
    written = (context.answers.get(context.parameters.get(key, "")) for key in ("isi", "tindakan"))
    text = "\n\n".join(each.strip() for each in written if isinstance(each, str) and each.strip())
    reason = _withheld_because(context)
    if reason:
        context.notices.append({"to": "publik", "kind": WITHHELD, "alasan": reason})
        return
    context.session.add(
        ComplaintMessage(
            instansi_id=context.instansi_id,
            id=new_id(),
            complaint_id=context.case_id,
            at=context.now,
            kind=PUBLICATION,
            sender="instansi",
            text=without_identity(text, _secrets(context)),
        )
    )
    context.notices.append({"to": "publik", "kind": PUBLICATION})


def _withheld_because(context: OperationContext) -> str:
    """Why nothing of this complaint may be published, or ""."""
    instansi = context.session.get_one(Instansi, context.instansi_id)
    complaint = context.session.get(Complaint, (context.instansi_id, context.case_id))
    if instansi.disclosure != PUBLIC:
        return "disclosure"
    return "rahasia" if complaint is None or complaint.restricted else ""


def without_identity(text: str, secrets: Iterable[str]) -> str:
    """The text without what names its reporter, and without any telephone, identity number or mail address."""
    return NUMBERS.sub(MASK, masked(text, secrets))


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret blotted out, in whatever case and with whatever spaces it was written."""
    for secret in sorted({each.strip() for each in secrets}, key=len, reverse=True):
        if len(secret) >= SHORTEST_MASKED:
            pattern = r"\s+".join(re.escape(word) for word in secret.split())
            text = re.sub(rf"(?<!\w){pattern}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def _secrets(context: OperationContext) -> list[str]:
    key = (context.instansi_id, context.case_id)
    case = context.session.get_one(Case, key)
    return identity_words(context.session, context.session.get(Reporter, key), case)


def hand_over(context: OperationContext) -> None:
    """Note to whom the complaint was handed over and exactly which files go along (SB-L.II.D.1, SB-L.II.D.7)."""
    parameters = context.parameters
    recipient = parameters.get("penerima") or context.answers.get(parameters.get("penerima_dari", "")) or ""
    files = context.session.scalars(
        select(Attachment.sha256)
        .where(Attachment.instansi_id == context.instansi_id, Attachment.complaint_id == context.case_id)
        .order_by(Attachment.added_at, Attachment.id)
    )
    context.notices.append({"to": str(recipient), "kind": HANDED_OVER, FILES: list(files)})
    roles = listed(parameters.get("penyerah", ""))
    notices.to_officers(context, roles=roles, unit=None, kind=HANDED_OVER, about=notices.about(context))


def handed_to(session: Session, *, instansi_id: str, case_id: UUID) -> dict[str, str]:
    """Slug and name of the bodies that a complaint was handed over to, each once, in order."""
    told = (
        each.what.notices
        for each in queries.timeline(session, instansi_id=instansi_id, case_id=case_id)
        if isinstance(each.what, Advance)
    )
    went = (notice for notices_ in told for notice in notices_ if notice.get("kind") == HANDED_OVER and FILES in notice)
    slugs = list(dict.fromkeys(str(notice["to"]) for notice in went if notice["to"]))
    called = names(session, instansi_id) if slugs else {}
    return {slug: called.get(slug, slug) for slug in slugs}
