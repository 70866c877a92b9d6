"""Documentation is complete: every decision is listed, every link leads somewhere, every picture is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app
from tests.house.files import ROOT, name

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "processes").glob("*.md"),
        *(ROOT / "forms").glob("*.md"),
    ]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
DECISIONS = ROOT / "docs" / "decisions"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and not target.startswith(("https://", "http://", "mailto:"))]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_decision_is_listed_with_its_title() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"]({path.name})" in index, f"{path.name} is not listed"
        assert title.partition(". ")[2] in index, f"{path.name}: its title is not in the list"


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("[0-9]*.md")), ids=name)
def test_a_decision_says_what_was_decided_and_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = path.name[:4]
    assert re.match(rf"# {int(number)}\. \S", text)
    for part in ("## Context", "## Decision", "## Consequences"):
        assert part in text, part


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted(DECISIONS.glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_readme_shows_the_three_desks_and_both_commands() -> None:
    for readme in ("README.md", "README.id.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert "make run" in text
        assert "make test" in text
        assert len(re.findall(r"!\[[^\]]+\]\(docs/gambar/[^)]+\.png\)", text)) >= 3


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_is_told_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert (
        set(re.findall(r"\bmake ([a-z-]+)", " ".join(re.findall(r"`[^`\n]*`|^    .*$", text, re.MULTILINE)))) <= targets
    )
    commands = {command for action in app.parser()._actions for command in (action.choices or ())}
    assert set(re.findall(r"\bapp\.py ([a-z-]+)", text)) <= commands


def test_every_page_is_reached_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    alone = [name(page) for page in PAGES if page.resolve() not in linked and page != DECISIONS / "template.md"]
    assert [page for page in alone if page not in ("README.md", "CHANGELOG.md")] == []


MAP = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Where everything lives")[2].partition("\n## ")[0]
QUESTIONS = {
    # what a newcomer wants to change: (where the map sends them, what stands there)
    "the text of a late notice": ("complaints/notices/", "Tenggat terlewati"),
    "a rule of the gate": ("engine/definition/rules/", "def check"),
    "a field of the citizen's form": ("forms/", "pengaduan_masuk"),
    "what a history event contains": ("engine/record/", "task_completed"),
    "days until archiving": ("processes/", "tenggat"),
    "what a citizen reads at a step": ("processes/", "labelPublik"),
    "a holiday by decree": ("processes/", "hari_libur"),
    "Terlambat 8 hari kerja": ("web/phrases/", "terlambat %(num)s hari kerja"),
    "what a citizen may expect next": ("complaints/tracking/", "expect"),
    "lock-out after wrong passwords": ("complaints/people/", "lockout"),
    "a monthly figure": ("complaints/reports/", "statistik"),
    "who may read a complaint": ("complaints/casework/", "def decide"),
    "the order of the task list": ("complaints/casework/", "sort_due_at"),
    "a command of app.py": ("console/", "add_parser"),
    "moving a running case": ("engine/running/", "def migrate_case"),
    "the statements of a completion": ("engine/running/", "prepared statements"),
    "reading a decision table": ("engine/definition/", "def read_decisions"),
    "counting working days": ("engine/deadlines/", "def nth_after"),
    "what the law says of a change": ("complaints/workshop/", "LawWarning"),
    "a column of a complaint": ("complaints/models/", "class Complaint"),
}


def test_the_map_is_short() -> None:
    assert len(MAP.strip().splitlines()) <= 25


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_map_answers_where_a_change_goes(question: str) -> None:
    folder, found_there = QUESTIONS[question]
    parts = folder.rstrip("/").split("/")
    assert folder in MAP or (len(parts) > 1 and f"`{parts[-1]}/`" in MAP), f"the map does not name {folder}"
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".bpmn", ".form", ".dmn", ".csv"}]
    assert any(found_there in path.name or found_there in path.read_text(encoding="utf-8") for path in files)


def test_every_folder_that_the_map_names_is_there() -> None:
    folders = [each for each in re.findall(r"`([a-z_/]+/)`", MAP) if "/" in each.rstrip("/")]
    assert [each for each in folders if not (ROOT / each).is_dir()] == []
