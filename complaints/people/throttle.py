"""Counts attempts per key, so that guessing is slow. Keys are hashed with the installation's key: the table tells
nobody who or from where."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints.models import Attempt
from engine.models import UtcDateTime

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
LONGEST_PERIOD = timedelta(days=1)

_PORT = re.compile(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$")


@cache
def _count(dialect: str) -> Any:
    """One more attempt; gives no row, and counts none, when the limit is reached."""
    now, over = bindparam("now", type_=UtcDateTime()), bindparam("over", type_=UtcDateTime())
    most: BindParameter[int] = bindparam("most")
    row = INSERTS[dialect](Attempt).values(key=bindparam("key"), window_start=now, count=1)
    anew = or_(Attempt.window_start > now, Attempt.window_start <= over)
    return row.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "window_start": case((or_(anew, Attempt.count + 1 == most), now), else_=Attempt.window_start),
            "count": case((anew, 1), else_=Attempt.count + 1),
        },
        where=or_(anew, Attempt.count < most),
    ).returning(Attempt.count)


@dataclass(frozen=True)
class Limit:
    """So many attempts are allowed; after the last of them, none for a period (at most `LONGEST_PERIOD`)."""

    name: str
    count: int
    period: timedelta


def key_for(secret: str, limit: Limit, subject: str) -> str:
    """The key under which attempts of a subject (a name, a source, a number) are counted."""
    return hmac.new(secret.encode(), f"{limit.name}\0{subject}".encode(), hashlib.sha256).hexdigest()


def source_of(address: str | None) -> str:
    """The source to count: an IPv4 address, or the /64 of an IPv6 address, which one person holds whole.

    Some proxies write a port behind the address, or a zone: neither makes another source, nor one of all.
    """
    try:
        parsed = ip_address(_PORT.sub(r"\1\2", address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(parsed.exploded[:19])
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def charge(session: Session, *, key: str, limit: Limit, now: datetime) -> datetime | None:
    """Counts one attempt before it is made. Returns None when it may be made, else until when none is allowed.

    Counting first means that attempts made at the same moment cannot slip through together.
    """
    asked = {"key": key, "now": now, "over": now - limit.period, "most": limit.count}
    if session.execute(_count(session.get_bind().dialect.name), asked).first() is not None:
        return None
    return session.execute(select(Attempt.window_start).where(Attempt.key == key)).scalar_one() + limit.period


def forgive(session: Session, *, key: str) -> None:
    """Forgets the attempts of a key, as after a right password."""
    session.execute(delete(Attempt).where(Attempt.key == key))


def refund(session: Session, *, key: str) -> None:
    """Takes one counted attempt back, as when it turned out to be rightful."""
    session.execute(update(Attempt).where(Attempt.key == key, Attempt.count > 0).values(count=Attempt.count - 1))


def sweep(session: Session, *, now: datetime, limit: int) -> int:
    """Removes counters that cannot matter any more, at most so many; gives how many."""
    old = select(Attempt.key).where(Attempt.window_start < now - LONGEST_PERIOD).limit(limit)
    return len(session.scalars(delete(Attempt).where(Attempt.key.in_(old)).returning(Attempt.key)).all())
