"""Numbers as short text for attributes."""

from __future__ import annotations


def num(value: float) -> str:
    """One decimal at most, no trailing zero: `12`, `12.5`."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def xy(x: float, y: float) -> str:
    """A point as SVG writes it."""
    return f"{num(x)} {num(y)}"
