"""Who approves reads what a new step, question, row or process says, not only that it is there."""

from __future__ import annotations

import re

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from engine.definition.bundle import read_bundle
from engine.definition.difference import differences, whole

FILES = bundle_files(read_folders(FOLDERS), "pengaduan_ngawi")


def said(new: dict[str, str]) -> set[tuple[str, str, str, str]]:
    before, after = read_bundle(FILES), read_bundle(new)
    told = [one for each in differences(before, after) for one in whole(each, after)]
    return {(each.part, each.name, each.attribute, each.new) for each in told if each.kind == "added"}


def test_a_new_step_says_whose_it_is_and_until_when() -> None:
    step = (
        '<bpmn:userTask id="Baru" name="Periksa lagi" camunda:candidateGroups="sekretariat" camunda:dueDate="${hari(9)}">'
        "</bpmn:userTask></bpmn:process>"
    )
    name = "pengaduan_ngawi.bpmn"
    found = said({**FILES, name: FILES[name].replace("</bpmn:process>", step)})
    assert {
        ("element", "Periksa lagi", "kind", "userTask"),
        ("element", "Periksa lagi", "role", "sekretariat"),
        ("element", "Periksa lagi", "due", "${hari(9)}"),
    } <= found


def test_a_new_form_and_a_new_row_say_all_they_ask_and_give() -> None:
    form = FILES["tanggapi_ngawi.form"].replace("tanggapi_ngawi", "lain_ngawi")
    row = re.search(r"<rule .*?</rule>", FILES["tenggat_ngawi.dmn"], re.DOTALL)
    assert row is not None
    new = re.sub(r'id="', 'id="Baru_', row.group())
    found = said(
        {
            **FILES,
            "lain_ngawi.form": form,
            "tenggat_ngawi.dmn": FILES["tenggat_ngawi.dmn"].replace(row.group(), row.group() + new),
        }
    )
    assert {(part, attribute) for part, _name, attribute, _new in found} >= {
        ("form", ""),
        ("field", "type"),
        ("field", "validate"),
        ("rule", "then"),
        ("rule", "note"),
    }


def test_a_new_process_says_every_step_of_it() -> None:
    name = "kelengkapan_ngawi.bpmn"
    found = said({**FILES, "lain.bpmn": FILES[name].replace('"kelengkapan_ngawi"', '"lain"')})
    diagram = read_bundle(FILES).diagrams["kelengkapan_ngawi"]
    assert {each.name for each in diagram.elements.values()} <= {name for part, name, *_ in found if part == "element"}
