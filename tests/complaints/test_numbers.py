"""Public numbers and secret codes."""

from __future__ import annotations

import re

import pytest

from complaints.intake import numbers


def test_a_number_says_the_instansi_and_the_year_and_nothing_else() -> None:
    drawn = {numbers.new_number("tanah-laut", year=2026) for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(rf"TL-2026-[{numbers.ALPHABET}]{{6}}", number) for number in drawn)


@pytest.mark.parametrize(("slug", "initials"), [("tanah-laut", "TL"), ("ngawi", "NG"), ("kota-banjar-baru", "KBB")])
def test_initials(slug: str, initials: str) -> None:
    assert numbers.prefix(slug) == initials


def test_a_secret_is_sixteen_characters_in_groups_of_four() -> None:
    secret = numbers.new_secret()
    assert re.fullmatch(rf"([{numbers.ALPHABET}]{{4}}-){{3}}[{numbers.ALPHABET}]{{4}}", secret)
    assert secret != numbers.new_secret()


def test_no_character_can_be_mistaken_for_another() -> None:
    for alike in ("0O", "1IL", "5S", "BDGPV", "MN", "UV"):
        assert len(set(alike) & set(numbers.ALPHABET)) <= 1


@pytest.mark.parametrize("change", [str.lower, lambda s: s.replace("-", ""), lambda s: f"  {s.replace('-', ' ')} \n"])
def test_a_secret_is_understood_however_it_is_typed(change: object) -> None:
    secret = numbers.new_secret()
    assert callable(change)
    assert numbers.secret_fits(numbers.hash_secret(secret), change(secret))


@pytest.mark.parametrize("typed", ["", "x", "A" * 10_000, "\x00", "7K4M-2QAX-9999-99999", "\ud83d\ude00"])
def test_a_wrong_code_opens_nothing(typed: str) -> None:
    assert not numbers.secret_fits(numbers.hash_secret(numbers.new_secret()), typed)
    assert not numbers.secret_fits(None, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("TL-2026-7K4M2X", "TL-2026-7K4M2X"),
        (" tl 2026 7k4m2x ", "TL-2026-7K4M2X"),
        ("tl20267k4m2x", "TL-2026-7K4M2X"),
        ("apa saja?", "APASAJA"),
        ("", ""),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str, meant: str) -> None:
    assert numbers.plain_number(typed) == meant
