"""A bundle broken on purpose: one change at a time, and nothing left hanging in the air."""

from __future__ import annotations

from collections import Counter

import pytest

from complaints.law.bundles import PROCESS_ROLE_NAMES, bundle_files, given_to
from complaints.operations import OPERATIONS
from complaints.properties import KEYS
from engine.definition.bundle import read_bundle
from engine.workshop.gate import gate
from engine.workshop.mutation import Breakage, Mutant, mutants_of
from engine.workshop.mutation.days import changed_days
from tests.support.shipped import shipped

PROCESS = "pengaduan_ngawi"
FILES = shipped()
UNBROKEN = bundle_files(FILES, PROCESS)
ALL = list(mutants_of(read_bundle(UNBROKEN), roles=PROCESS_ROLE_NAMES))


def of(place: str, kind: Breakage) -> list[Mutant]:
    return [mutant for mutant in ALL if mutant.place == place and mutant.kind == kind]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            "${jangka(batas_hari, batas_satuan, diterima)}",
            [
                (Breakage.SOONER, "${jangka(batas_hari - 1, batas_satuan, diterima)}"),
                (Breakage.LATER, "${jangka(batas_hari + 1, batas_satuan, diterima)}"),
                (
                    Breakage.OTHER_DAYS,
                    '${jangka(batas_hari, if batas_satuan = "hari_kerja" then "hari" else "hari_kerja", diterima)}',
                ),
            ],
        ),
        (
            "${sebelum(2, jangka(14, satuan, diterima))}",
            [
                (Breakage.SOONER, "${sebelum(2 + 1, jangka(14, satuan, diterima))}"),
                (Breakage.LATER, "${sebelum(2 - 1, jangka(14, satuan, diterima))}"),
            ],
        ),
        (
            "${hari(3)}",
            [
                (Breakage.SOONER, "${hari(3 - 1)}"),
                (Breakage.LATER, "${hari(3 + 1)}"),
                (Breakage.OTHER_DAYS, "${hari_kerja(3)}"),
            ],
        ),
        (
            "R/2026-01-01T08:00:00+08:00/P1M",
            [
                (Breakage.SOONER, "R/2025-12-31T08:00:00+08:00/P1M"),
                (Breakage.LATER, "R/2026-01-02T08:00:00+08:00/P1M"),
            ],
        ),
        ("${diterima}", []),
        ("", []),
    ],
)
def test_a_moment_is_written_otherwise(expression: str, expected: list[tuple[Breakage, str]]) -> None:
    assert list(changed_days(expression)) == expected


def test_every_change_is_one_of_a_kind_and_changes_one_file() -> None:
    assert {mutant.kind for mutant in ALL} >= set(Breakage) - {Breakage.LESS, Breakage.MORE, Breakage.ONCE}
    assert [name for name, often in Counter(mutant.name for mutant in ALL).items() if often > 1] == []
    for mutant in ALL:
        assert mutant.text != UNBROKEN[mutant.file]


def test_without_a_deadline_what_it_led_to_is_gone_too() -> None:
    (dropped,) = of("verifikasi_ngawi#Timer_verifikasi_ng", Breakage.DROPPED)
    (diagram,) = read_bundle({dropped.file: dropped.text}).diagrams.values()
    assert not {"Timer_verifikasi_ng", "Task_tandai_terlambat_verifikasi_ng"} & (set(diagram.elements) | diagram.drawn)
    assert "Task_verifikasi_ng" in diagram.elements


def test_a_message_that_is_left_out_is_walked_past() -> None:
    (dropped,) = of("verifikasi_ngawi#Task_kembalikan_ng", Breakage.DROPPED)
    (diagram,) = read_bundle({dropped.file: dropped.text}).diagrams.values()
    assert diagram.flow_between("Gateway_hasil_verifikasi_ng", "Call_kelengkapan_ng")


def test_receivers_are_taken_away_one_by_one() -> None:
    changed = of("verifikasi_ngawi#Task_tandai_terlambat_verifikasi_ng", Breakage.NO_RECEIVER)
    assert [mutant.detail for mutant in changed] == ["peran=sekretariat", "peran=pembina"]
    (diagram,) = read_bundle({changed[0].file: changed[0].text}).diagrams.values()
    assert diagram.elements["Task_tandai_terlambat_verifikasi_ng"].parameters["peran"] == "pembina"


def test_a_row_of_periods_is_a_day_longer() -> None:
    (later,) = of("tenggat_tahap_ngawi#Aturan_ng_tahap_verifikasi", Breakage.LATER)
    rules = read_bundle({later.file: later.text}).decisions["tenggat_tahap_ngawi"].rules
    assert next(rule for rule in rules if rule.id == "Aturan_ng_tahap_verifikasi").outputs[1] == 4


def test_a_question_may_be_left_open() -> None:
    (optional,) = of("verifikasi_ngawi#hasil_verifikasi", Breakage.OPTIONAL)
    form = read_bundle({optional.file: optional.text}).forms["verifikasi_ngawi"]
    assert "hasil_verifikasi" not in form.check({}).errors
    assert "identitas_jelas" in form.check({"hasil_verifikasi": "terverifikasi"}).errors


@pytest.mark.parametrize("mutant", ALL[::23], ids=lambda mutant: " ".join(mutant.name))
def test_the_gate_reads_what_was_changed(mutant: Mutant) -> None:
    """Whatever was changed, the file is one that the gate can read: it finds something, or lets it through."""
    bundle, _findings = gate(
        mutant.files(UNBROKEN),
        process_id=PROCESS,
        roles=PROCESS_ROLE_NAMES,
        operations=OPERATIONS,
        given=given_to(FILES, PROCESS),
        properties=KEYS,
    )
    assert bundle is not None


def test_what_an_event_begins_is_left_out_whole_and_interrupts_by_mistake() -> None:
    (gone,) = of("pengaduan_ngawi#Sub_tambahan_ng", Breakage.DROPPED)
    left = read_bundle({gone.file: gone.text}).diagrams["pengaduan_ngawi"]
    assert not [each for each in left.elements if "tambahan" in each]
    assert not [each for each in left.flows if "tambahan" in each]
    (other,) = of("pengaduan_ngawi#Start_tambahan_ng", Breakage.INTERRUPTING)
    assert read_bundle({other.file: other.text}).diagrams["pengaduan_ngawi"].elements["Start_tambahan_ng"].interrupting
    assert of("pengaduan_ngawi#Start_tambahan_ng", Breakage.DROPPED) == []
