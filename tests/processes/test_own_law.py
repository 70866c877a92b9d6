"""A government runs its own law: shared diagrams name its articles alone, and its channels are those of its text."""

from __future__ import annotations

import re

import pytest

from complaints.demo.government import governments
from complaints.law.bundles import bundle_files, main_processes
from complaints.law.own_law import code_of, narrowed
from engine.definition.bundle import read_bundle
from tests.support.shipped import shipped

FILES = shipped()
BASIS = re.compile(r'name="dasarHukum" value="([^"]*)"')
each_process = pytest.mark.parametrize("process_id", main_processes(FILES))


@each_process
def test_a_bundle_cites_one_regulation(process_id: str) -> None:
    files = bundle_files(FILES, process_id)
    code = code_of(files[f"{process_id}.bpmn"])
    cited = {part for text in files.values() for value in BASIS.findall(text) for part in value.split(",")}
    assert [part for part in sorted(cited) if not part.startswith(f"{code}-")] == []


@each_process
def test_every_process_has_a_government_with_units(process_id: str) -> None:
    assert governments()[process_id].units


def test_articles_of_others_go_and_what_has_only_those_stays() -> None:
    text = 'name="dasarHukum" value="TL-VI.C,LT-VI.C" name="dasarHukum" value="TL-IX.1"'
    assert narrowed(text, "LT") == 'name="dasarHukum" value="LT-VI.C" name="dasarHukum" value="TL-IX.1"'
    rule = "<description>TL-VI.C.1: lima hari\nLT-VI.C.1: lima &amp; hari\nbawaan</description>"
    assert narrowed(rule, "LT") == "<description>LT-VI.C.1: lima &amp; hari\nbawaan</description>"
    assert narrowed(rule, "") == rule


def test_lombok_tengah_takes_no_sms_and_reads_its_own_mail() -> None:
    starts = (
        read_bundle(bundle_files(FILES, "pengaduan_lombok_tengah")).diagrams["pengaduan_lombok_tengah"].start_events()
    )
    channels = {kanal for start in starts for kanal in start.properties["kanal"].split(",")}
    assert "sms" not in channels
    assert {"surel", "website", "media_sosial", "aplikasi", "aplikasi_terintegrasi", "surat"} <= channels
