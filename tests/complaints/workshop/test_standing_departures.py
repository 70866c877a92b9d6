"""What runs and is not what the law says is told until somebody accepted it, a period or anything else: the law is what a
draft is held against, not what ran before."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.workshop.law_accepted import settled
from complaints.workshop.law_warnings import not_computable, warnings
from engine.definition.bundle import Bundle, read_bundle
from engine.workshop.workshop import LawWarning
from tests.complaints.workshop.test_more_ways_round_the_law import OF, WAYS
from tests.complaints.workshop.test_more_ways_round_the_law import drawn as drawn_by

TL, BT = "pengaduan_tanah_laut", "pengaduan_belitung_timur"
ALL = read_folders(FOLDERS)
STAGE = re.compile(r'(id="Aturan_tahap_telaah_hari">\s*<text>)3(</text>)')


def drawn(process: str, **tables: str) -> Bundle:
    return read_bundle({**bundle_files(ALL, process), **{f"{name}.dmn": text for name, text in tables.items()}})


def longer(days: int) -> Bundle:
    return drawn(TL, tenggat=STAGE.sub(rf"\g<1>{days}\2", ALL["tenggat.dmn"]))


def told(old: Bundle, new: Bundle, accepted: frozenset[str] = frozenset(), process: str = TL) -> list[LawWarning]:
    return list(warnings(process, old, new, settled=accepted))


def accept(found: list[LawWarning]) -> frozenset[str]:
    """As versions keep what was accepted with them."""
    return settled([[asdict(each) | {"reason": "karena begitu"} for each in found]])


def test_a_departure_that_runs_and_nobody_accepted_is_asked_again() -> None:
    """A deploy by command, or a register that became stricter: no draft after it may pass in silence."""
    running = longer(9)
    found = told(running, running)
    assert [each.key.split(":")[0] for each in found] == ["tenggat"]
    assert "menjadi lebih panjang" in found[0].text
    assert found[0].article
    assert told(running, running, accept(found)) == []


def test_what_was_accepted_for_a_row_is_accepted_for_the_period() -> None:
    running = longer(9)
    (asked,) = told(drawn(TL), running)
    assert asked.element == "Aturan_tahap_telaah"
    assert told(running, running, accept([asked])) == []


def test_words_of_a_diagram_in_a_key_accept_nothing_else() -> None:
    """The key of a warning about a call holds the expression that somebody wrote there."""
    running = longer(9)
    forged = LawWarning("|".join(["nilai:Call_x:a = ", *(each.key for each in told(running, running))]), "Nilai lain")
    assert len(told(running, running, accept([forged]))) == 1


def test_keys_go_through_the_form_of_a_page() -> None:
    files = bundle_files(ALL, TL)
    name = "telaah_nasional.bpmn"
    split = re.sub(r'(id="Task_verifikasi_nasional"[^>]*dueDate=")[^"]*', r"\1${hari_kerja(&#10;lama)}", files[name])
    unclear = read_bundle({**files, name: split})
    keys = [each.key for each in told(unclear, unclear)]
    assert keys != []
    assert all(key.isprintable() for key in keys), keys


def test_what_was_accepted_once_and_put_right_is_asked_when_it_comes_back() -> None:
    accepted = accept(told(drawn(TL), longer(9)))
    assert len(told(drawn(TL), longer(9), accepted)) == 1


def test_another_number_is_another_departure() -> None:
    accepted = accept(told(drawn(TL), longer(9)))
    assert len(told(longer(10), longer(10), accepted)) == 1


def rows(text: str, *, days: int, bare: bool) -> str:
    """The row of settlements without supervision with other days; `bare`: under another id and without its norm."""
    rule = re.search(r'<rule id="\w*tanpa_pengawasan\w*">.*?</rule>', text, re.DOTALL)
    assert rule is not None
    changed = rule.group().replace("<text>14</text>", f"<text>{days}</text>")
    assert changed != rule.group()
    if bare:
        changed = re.sub(
            r"<annotationEntry.*?</annotationEntry>|<description>.*?</description>", "", changed, flags=re.DOTALL
        )
        changed = re.sub(r'<rule id="\w+">', '<rule id="Aturan_x">', changed, count=1)
    return text.replace(rule.group(), changed)


def test_a_row_that_says_it_hides_no_other_row_of_its_table() -> None:
    """A small lengthening with its norm, to be accepted, and beside it in the same table a large one without a norm."""
    text = rows(ALL["tenggat.dmn"], days=300, bare=True)
    text = STAGE.sub(r"\g<1>4\2", text)
    found = told(drawn(TL), drawn(TL, tenggat=text))
    assert any("→ 4 hari kerja" in each.text for each in found)
    assert any("→ 420 hari" in each.text for each in found), [each.text for each in found]


def test_a_class_that_departs_and_was_accepted_hides_no_other_class() -> None:
    """Who accepts more days for one class does not accept them for the next."""
    first = rows(ALL["tenggat.dmn"], days=30, bare=True)
    second = re.sub(
        r'(<rule id="Aturan_permintaan_informasi">.*?<text>)5(</text>)', r"\g<1>300\2", first, flags=re.DOTALL
    )
    second = re.sub(r'(<rule id=")Aturan_permintaan_informasi(">)', r"\1Aturan_y\2", second)
    assert second != first
    old, new = drawn(TL, tenggat=first), drawn(TL, tenggat=second)
    accepted = accept(told(drawn(TL), old))
    assert told(old, old, accepted) == []
    assert any("→ 420 hari" in each.text for each in told(old, new, accepted))


def test_a_period_that_nobody_can_work_out_stops_a_draft_and_warns_where_it_runs() -> None:
    files = bundle_files(ALL, TL)
    name = "telaah_nasional.bpmn"
    other = re.sub(r'(id="Task_verifikasi_nasional"[^>]*dueDate=")[^"]*', r"\1${hari_kerja(lama_diminta)}", files[name])
    assert other != files[name]
    unclear = read_bundle({**files, name: other})
    assert len(list(not_computable(TL, drawn(TL), unclear))) == 1
    assert list(not_computable(TL, unclear, unclear)) == []
    asked = [each for each in told(unclear, unclear) if each.key.startswith("hitung:")]
    assert len(asked) == 1
    assert told(unclear, unclear, accept(asked)) == []


@pytest.mark.parametrize("process", [TL, BT])
def test_what_comes_with_the_program_departs_from_nothing(process: str) -> None:
    assert told(drawn(process), drawn(process), process=process) == []


EACH_KIND = {WAYS[way][3]: way for way in reversed(WAYS)}


@pytest.mark.parametrize("kind", EACH_KIND)
def test_whatever_departs_is_asked_until_it_was_accepted(kind: str) -> None:
    """Deployed by hand, accepted by nobody: the next draft asks, though it changes nothing."""
    process, file, edit, _kind = WAYS[EACH_KIND[kind]]
    law, running = read_bundle(OF[process]), drawn_by(process, file, edit)
    asked = told(law, running, process=process)
    assert kind in {each.key.split(":")[0] for each in asked}
    again = told(running, running, process=process)
    assert [each.key for each in again if not each.key.startswith(UNKNOWN)] == [each.key for each in asked]
    assert told(running, running, accept(again), process=process) == []
    assert told(law, running, accept(again), process=process) != [], "it was put right, and came back"


UNKNOWN = "hitung:"
"""A period that nobody can work out stops a draft; where it runs it is a warning."""


def work_of(role: str) -> Bundle:
    files = bundle_files(ALL, TL)
    name = "penyelesaian.bpmn"
    return read_bundle(
        {**files, name: files[name].replace('candidateGroups="pejabat_berwenang"', f'candidateGroups="{role}"')}
    )


def test_what_was_accepted_stays_accepted_until_it_is_another_departure() -> None:
    running = work_of("admin_instansi")
    accepted = accept(told(drawn(TL), running))
    assert told(running, running, accepted) == []
    other = told(running, work_of("admin_nasional"), accepted)
    assert {each.key.split(":")[0] for each in other} == {"peran"}
    assert "pejabat_berwenang ke admin_nasional" in other[0].text
    assert told(running, drawn(TL), accepted) == [], "what goes back to the law departs from nothing"


OWN = "izin_sendiri"


def test_a_process_that_no_regulation_draws_is_held_against_what_ran_before() -> None:
    files = bundle_files(ALL, "pemantauan_tanah_laut")
    own = files["koordinasi_lintas.bpmn"].replace('"koordinasi_lintas"', f'"{OWN}"')
    role = re.search(r'candidateGroups="(\w+)"', own)
    assert role is not None
    other = own.replace(role[1], "pembina")
    before, after = (
        read_bundle(
            {name: text for name, text in files.items() if name.endswith((".form", ".dmn"))} | {f"{OWN}.bpmn": each}
        )
        for each in (own, other)
    )
    assert told(before, before, process=OWN) == []
    assert {each.key.split(":")[0] for each in told(before, after, process=OWN)} == {"peran"}
    assert told(after, after, process=OWN) == []
