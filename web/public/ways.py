"""The two ways through the lodging pages: an ordinary complaint, and a report of a whistleblower.

They share the draft, the files and the sending. Each has addresses and a cookie of its own, so that neither form ever
shows or sends what was typed in the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

PREFIX = "wbs_"
"""Endpoints of the second way begin with it, after the name of the blueprint."""


@dataclass(frozen=True)
class Way:
    """One way: the prefix of its endpoints, and whether what it sends is restricted."""

    prefix: str
    restricted: bool

    def url(self, step: str, **values: Any) -> str:
        """Address of a step: `lodge`, `page`, `check`, `receipt` …"""
        return url_for(f"public.{self.prefix}{step}", **values)


COMPLAINT = Way("", restricted=False)
WHISTLEBLOWER = Way(PREFIX, restricted=True)


def is_whistleblower(endpoint: str | None) -> bool:
    """Whether this endpoint is of the way of whistleblowers."""
    return (endpoint or "").rpartition(".")[2].startswith(PREFIX)


def way() -> Way:
    """The way of this request."""
    return WHISTLEBLOWER if is_whistleblower(request.endpoint) else COMPLAINT
