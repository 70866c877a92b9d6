"""Every part that others wrote is listed with its licence."""

from __future__ import annotations

import re

import pytest

from app import main
from console.licences import BUILT, LOCK, browser_parts, python_parts


def test_no_licence_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["licences"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "Flask 3.1.3: BSD-3-Clause" in told
    assert any(line.startswith("bpmn-js ") and "bpmn.io" in line for line in told)


def test_every_locked_package_and_every_built_one_is_listed() -> None:
    locked = re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {re.sub(r"[-_.]+", "-", part.name).lower() for part in python_parts()}
    assert len(locked) > 30
    assert set(locked) <= listed
    built = re.findall(r"^\S+ \S+ \(.+\)$(?=\n={72}$)", BUILT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(built) == len(list(browser_parts())) > 50
