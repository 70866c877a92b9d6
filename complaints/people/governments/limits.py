"""Numbers that a government sets for itself: how long something is kept, how much is taken. Each has its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from complaints.models import Instansi
from complaints.people.governments.refusal import GovernmentFileError
from engine.catalogue import _


class Bound(NamedTuple):
    """What counts when nobody set it, and what may be set."""

    default: int
    least: int
    most: int


DRAFT_DAYS, LOG_IN_DAYS, REPORTS_PER_HOUR = "draft_days", "log_in_days", "reports_per_hour"
FILE_MB, FILES, FILES_MB = "file_mb", "files", "files_mb"
DIGEST_HOUR, QUIET_HOUR = "digest_hour", "quiet_hour"
SMS_TOLD, WHATSAPP_TOLD = "sms_told", "whatsapp_told"
LIMITS = {
    DRAFT_DAYS: Bound(1, 1, 14),
    LOG_IN_DAYS: Bound(180, 30, 730),
    REPORTS_PER_HOUR: Bound(60, 5, 600),
    FILE_MB: Bound(8, 1, 20),
    FILES: Bound(5, 1, 20),
    FILES_MB: Bound(20, 1, 100),
    DIGEST_HOUR: Bound(7, 5, 12),
    QUIET_HOUR: Bound(20, 16, 23),
    SMS_TOLD: Bound(0, 0, 1),
    WHATSAPP_TOLD: Bound(0, 0, 1),
}
"""Days that a report which was not sent is kept; days that log-ins are kept; reports an hour from one source; MB of one
file, number of files and MB of all files of one form. What the files may weigh is bounded by the body that the
installation takes, too (`complaints.files.attachments.FileLimits`). The hours are those of the government's zone: when
the daily letter to officers leaves, and from when on nothing does until then. Whether complainants are told by SMS and
WhatsApp, which a government pays for, is 1 or 0."""


KEPT_YEARS, KEPT_GROUND = "kept_years", "kept_ground"
"""Years for which texts of finished complaints are kept, and the rule that says so. Without both they stay."""
YEARS = Bound(10, 1, 100)
LONGEST_GROUND = 200


def check_limits(limits: Any) -> None:
    """Raises GovernmentFileError, with the name of the number first."""
    if not isinstance(limits, dict):
        raise GovernmentFileError(_("limits memuat nama dan angka"))
    if bool(limits.get(KEPT_YEARS)) != bool(limits.get(KEPT_GROUND)):
        raise GovernmentFileError(_("kept_ground: tulis masa simpan bersama dasarnya"))
    if len(str(limits.get(KEPT_GROUND, ""))) > LONGEST_GROUND:
        raise GovernmentFileError(_("kept_ground: paling banyak %(n)s huruf", n=LONGEST_GROUND))
    for name, value in limits.items():
        if name == KEPT_GROUND:
            continue
        bound = (LIMITS | {KEPT_YEARS: YEARS}).get(str(name))
        if bound is None:
            raise GovernmentFileError(_("limits: %(name)s tidak dikenal", name=str(name)[:40]))
        text = str(value)
        plain = text.isascii() and text.isdigit() and len(text) <= len(str(bound.most))
        if not plain or not bound.least <= int(text) <= bound.most:
            raise GovernmentFileError(
                _("%(name)s: tulis angka dari %(least)s sampai %(most)s", name=name, least=bound.least, most=bound.most)
            )


def limit_of(limits: Mapping[str, str], name: str) -> int:
    """The number of a government, or what counts when nobody set it."""
    return int(limits.get(name) or LIMITS[name].default)


def older_than_kept(
    session: Session, name: str, *, home: InstrumentedAttribute[str], at: InstrumentedAttribute[Any], now: datetime
) -> ColumnElement[bool]:
    """The condition that a row of any government is older than it keeps such rows (`name`: days), in a session that
    crosses."""
    own = {
        row.id: limit_of(row.limits, name)
        for row in session.execute(select(Instansi.id, Instansi.limits))
        if name in row.limits
    }
    default = and_(home.not_in(sorted(own)), at < now - timedelta(days=LIMITS[name].default))
    return or_(default, *(and_(home == each, at < now - timedelta(days=days)) for each, days in own.items()))
