"""Statements compiled once for all engines of a test run: each test makes an engine of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Mapper
from sqlalchemy.util import LRUCache

MOST = 5_000


class _OfAKind(LRUCache[Any, Any]):
    """Compiled statements by the kind of database, whichever engine asks: its dialect stands first in each key."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Inside the block engines share what they compiled, and mappers what they compiled for each engine."""
    asked, flushed = _OfAKind(MOST), _OfAKind(MOST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_compiled_cache", property(lambda _: asked, lambda _, _own: None), raising=False)
        patch.setattr(Mapper, "_compiled_cache", property(lambda _: flushed))
        yield
