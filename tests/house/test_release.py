"""What a stranger looks for first is there, and the last release is the one that the program says it is."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
import yaml

from tests.house.files import ROOT

HEADING = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".editorconfig"])
def test_a_stranger_finds_it(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert PROJECT["project"]["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "END OF TERMS AND CONDITIONS" in text


def test_releases_are_dated_newest_first_below_what_is_to_come() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *_ = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "Belum dirilis"
    releases = HEADING.findall(text)
    assert len(releases) + 1 == len(re.findall(r"^## ", text, re.MULTILINE))
    assert releases[0][0] == PROJECT["project"]["version"]
    days = [date.fromisoformat(day) for _number, day in releases]
    numbers = [tuple(int(part) for part in number.split(".")) for number, _day in releases]
    assert days == sorted(days, reverse=True)
    assert numbers == sorted(set(numbers), reverse=True)


def test_checks_before_a_commit_fetch_nothing_and_use_tools_that_exist() -> None:
    given = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in given["repos"]] == ["local"]
    for hook in given["repos"][0]["hooks"]:
        assert hook["language"] == "system"
        assert (ROOT / hook["entry"].split()[0]).exists(), hook["entry"]


def test_types_are_checked_in_every_package() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages | {"app.py"} == set(PROJECT["tool"]["mypy"]["files"])
