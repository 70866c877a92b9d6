"""Rows of the history of a government's acts, apart from those of its versions."""

from __future__ import annotations

from engine.models import LedgerEvent
from engine.workshop.version_record import ABOUT

OF_ACTS = ~LedgerEvent.element.startswith(ABOUT)
