"""Breaking names into lines without a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.drawing.text import fit, width, wrap


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("Selesai", ["Selesai"]),
        ("Telaah dan verifikasi pengaduan", ["Telaah dan", "verifikasi", "pengaduan"]),
        ("Pertanggungjawaban", ["Pertanggungja-", "waban"]),
    ],
)
def test_wrap(text: str, lines: list[str]) -> None:
    assert wrap(text, 12, 90) == lines


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz WMil", max_size=120), st.floats(20, 300))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, room: float) -> None:
    lines = wrap(text, 12, room)
    assert all(width(line, 12) <= room for line in lines if len(line) > 2)
    assert "".join(lines).replace("-", "").replace(" ", "") == "".join(text.split())


def test_fit_takes_a_smaller_size_before_it_cuts() -> None:
    name = "Koordinasi penyelesaian dengan perangkat daerah terkait"
    assert fit(name, (12, 11, 10), 90, 80)[0] == 12
    assert fit(name, (12, 11, 10), 90, 50)[0] == 10
    size, lines = fit(name, (12, 11, 10), 90, 25)
    assert size == 10
    assert len(lines) == 2
    assert lines[-1].endswith("…")
