"""Deploy rules: one file each, listed here in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RULES: tuple[Callable[..., Any], ...] = ()
