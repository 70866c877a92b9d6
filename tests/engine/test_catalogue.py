"""A text is said in the language of whoever reads it, and as it is written where nobody bound another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import catalogue
from engine.catalogue import N_, _

ENGLISH = {"kasus tidak ditemukan": "no such case", "%(jumlah)s temuan": "%(jumlah)s findings"}


@pytest.fixture
def english() -> Iterator[None]:
    kept = [(each, list(each)) for each in (catalogue._bound, catalogue._language, catalogue._file)]
    catalogue.bind(lambda source: ENGLISH.get(source, source), lambda: "en")
    yield
    for each, before in kept:
        each[:] = before


def test_a_text_is_said_as_it_is_written() -> None:
    assert _("kasus tidak ditemukan") == "kasus tidak ditemukan"
    assert _("%(jumlah)s temuan", jumlah=3) == "3 temuan"
    assert _("100 % selesai") == "100 % selesai"


@pytest.mark.usefixtures("english")
def test_a_bound_catalogue_is_asked_when_the_text_is_said() -> None:
    kept = N_("kasus tidak ditemukan")
    assert kept == "kasus tidak ditemukan"
    assert _(kept) == "no such case"
    assert _("%(jumlah)s temuan", jumlah=3) == "3 findings"
    assert _("tidak ada di katalog") == "tidak ada di katalog"
