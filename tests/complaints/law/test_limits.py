"""What the regulations say in numbers stands in their registers, and every drawing is held against it."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from complaints.law.bundles import FOLDERS, bundle_files, main_processes, read_folders
from complaints.law.library import library
from complaints.law.limits import LegalLimit, limits_in
from complaints.workshop import law_periods
from complaints.workshop.law_warnings import warnings
from console.processes import run_lint
from engine.definition.bundle import Bundle, read_bundle

FILES = read_folders(FOLDERS)
NUMBER = re.compile(r"\d+ \([a-z ]+\) (hari|bulan)")
BT = "pengaduan_belitung_timur"


def bundle(process_id: str, changed: dict[str, Callable[[str], str]] | None = None) -> Bundle:
    files = bundle_files(FILES, process_id)
    for name, edit in (changed or {}).items():
        after = edit(files[name])
        assert after != files[name]
        files[name] = after
    return read_bundle(files)


def test_every_norm_that_says_a_number_says_it_as_data_too() -> None:
    """Of a norm that is cut short the number may stand behind the cut: those have one by hand."""
    everything = read_bundle(FILES)
    periods = {
        f"{element.process_id}#{element.id}"
        for diagram in everything.diagrams.values()
        for element in diagram.elements.values()
        if element.timer or law_periods.is_period(element.due)
    }
    norms = [norm for register in library().registers for norm in register.norms]
    without = [
        norm.id for norm in norms
        if NUMBER.search(norm.quote) and set(norm.carriers.get("elemen", ())) & periods and not norm.limits
    ]  # fmt: skip
    assert without == []
    assert len({limit for norm in norms for limit in norm.limits}) >= 70


@pytest.mark.parametrize("process_id", main_processes(FILES))
def test_the_drawings_keep_what_the_regulations_say(process_id: str) -> None:
    assert [str(each) for each in law_periods.unlawful(bundle(process_id))] == []


def test_each_limit_is_held_where_it_says_and_for_each_class() -> None:
    """A day more than the norm, class by class: each is found with its norm."""
    missed = []
    for process_id in main_processes(FILES):
        drawn = bundle(process_id)
        for period in law_periods.of_norms(drawn):
            for limit in (each for each in period.limits if not each.comes_round):
                one = limit.count - 1 if limit.least else limit.count + 1
                other = LegalLimit(**{**vars(limit), "count": one})
                element = replace(period.element, timer=other.text, attributes={"dueDate": other.text})
                whole = law_periods.ReckonedPeriod(drawn, element, period.part, (limit,))
                found = next(law_periods.all_longer(whole, drawn, other.text), None)
                if found is None or found.norm != limit.norm or found.least != limit.least:
                    missed.append((limit.norm, limit.place, found))
    assert missed == []


def rows(text: str) -> str:
    """Three hundred days for every class but one, in a row with another id that names no norm."""
    rule = re.search(
        r'<rule id="Aturan_bt_tanpa_pengawasan">.*?</rule>|<rule id="\w*tanpa_pengawasan\w*">.*?</rule>',
        text,
        re.DOTALL,
    )
    assert rule is not None
    bare = re.sub(
        r"<annotationEntry.*?</annotationEntry>|<description>.*?</description>", "", rule.group(), flags=re.DOTALL
    )
    return text.replace(
        rule.group(),
        re.sub(r'id="\w*tanpa_pengawasan\w*">', 'id="Aturan_x">', bare, count=1).replace(
            "<text>14</text>", "<text>300</text>"
        ),
    )


@pytest.mark.parametrize(("process_id", "file", "norm"), [
    (BT, "tenggat_belitung_timur.dmn", "Pasal 24"),
    ("pengaduan_tanah_laut", "tenggat.dmn", "BAB VI huruf C angka 2"),
])  # fmt: skip
def test_classes_that_a_table_does_not_name_are_reckoned_too(process_id: str, file: str, norm: str) -> None:
    """`not("permintaan_informasi")` is every other complaint."""
    old, new = bundle(process_id), bundle(process_id, {file: rows})
    told = [each for each in warnings(process_id, old, new) if each.key.startswith("tenggat:")]
    assert any(norm in each.article for each in told), [(each.text, each.article) for each in told]
    assert any("selain itu" in each.text for each in told)


def test_what_citizens_have_time_for_does_not_become_shorter() -> None:
    row = re.compile(r'(id="Aturan_tahap_kelengkapan_hari">\s*<text>)10(</text>)')
    old = bundle("pengaduan_tanah_laut")
    new = bundle("pengaduan_tanah_laut", {"tenggat.dmn": lambda text: row.sub(r"\g<1>1\2", text)})
    (told,) = [each for each in warnings("pengaduan_tanah_laut", old, new) if each.key.startswith("singkat:")]
    assert "lebih singkat daripada hukum: 14 → 1 hari kalender" in told.text
    assert "angka 11" in told.article
    assert [each for each in warnings("pengaduan_tanah_laut", new, old) if each.key.startswith("singkat:")] == []


def test_what_comes_round_too_seldom_is_named_with_its_norm() -> None:
    start = "R/2026-01-01T08:00:00+08:00/P6M"
    for other, found in (("R/2026-01-01T08:00:00+08:00/P1Y", 1), ("R/2026-01-01T08:00:00+08:00/P3M", 0), ("PT1H", 1)):
        new = bundle(
            "pemantauan_tanah_laut", {"pemantauan_tanah_laut.bpmn": lambda text, to=other: text.replace(start, to)}
        )  # type: ignore[misc]
        assert len([*law_periods.unlawful(new)]) == found, other


@pytest.mark.parametrize(
    "row",
    [
        {"paling_lama": 3, "satuan": "minggu", "elemen": ["a#b"]},
        {"paling_lama": 3, "tepat": 3, "satuan": "hari", "elemen": ["a#b"]},
        {"paling_lama": 3, "satuan": "hari"},
        {"paling_lama": 3, "satuan": "hari", "elemen": ["a#b"], "bila": "jenis ="},
        {"paling_lama": 3, "satuan": "hari", "elemen": ["a#b"], "lain": 1},
        {"paling_jarang": 3, "satuan": "hari", "elemen": ["a#b"]},
    ],
)
def test_a_limit_that_says_nothing_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="CT-P1"):
        list(limits_in("CT-P1", [row]))


def test_lint_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in FOLDERS:
        shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("scenarios"))
    table = tmp_path / "processes" / "contoh" / "tenggat.dmn"
    text = table.read_text(encoding="utf-8")
    assert "<text>21</text>" in text
    table.write_text(text.replace("<text>21</text>", "<text>210</text>"), encoding="utf-8")
    paths = [tmp_path / folder.name for folder in FOLDERS]
    assert run_lint(argparse.Namespace(paths=paths), lambda: None) == 1  # type: ignore[arg-type, return-value]
    said = capsys.readouterr().out
    assert "penanganan_contoh.bpmn#Task_damaikan_ct" in said
    assert "Pasal 4" in said
    table.write_text(text, encoding="utf-8")
    assert run_lint(argparse.Namespace(paths=paths), lambda: None) == 0  # type: ignore[arg-type, return-value]
