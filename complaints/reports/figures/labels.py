"""Stored values as people read them."""

from __future__ import annotations


def words(value: str) -> str:
    """`permintaan_informasi` -> "Permintaan informasi"."""
    text = value.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]
