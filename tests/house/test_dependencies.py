"""Every dependency says why it is here; the locks hold names, versions and hashes, and nothing else."""

from __future__ import annotations

import json
import re

import pytest

from tests.house.files import ROOT

LOCKS = ("run.txt", "dev.txt", "node.txt")
RELEASE = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[0-9][^ ]*( ; [a-z_]+ [!=]= '[A-Za-z0-9]+')? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    blocks = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for line in "".join(blocks).splitlines():
        assert re.fullmatch(r'    "[^"]+", # \w.{12,}', line), line


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock: str) -> None:
    for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines():
        assert RELEASE.match(line) or HASH.match(line), line


def test_tests_run_on_the_releases_that_are_shipped() -> None:
    def releases(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / lock).read_text(encoding="utf-8"), re.MULTILINE))

    assert releases("run.txt") <= releases("dev.txt")


@pytest.mark.parametrize("folder", ["web/frontend", "scripts/chromium"])
def test_the_lock_of_npm_holds_hashes_and_no_address(folder: str) -> None:
    text = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all("integrity" in entry for path, entry in packages.items() if path)
    assert "resolved" not in text
    manifest = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    pinned = manifest.get("dependencies", {}) | manifest.get("devDependencies", {})
    assert pinned
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())
