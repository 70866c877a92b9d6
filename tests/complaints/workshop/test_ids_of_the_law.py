"""An id is no way round the law: a carrier under another id is followed and said, in all the regulations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from complaints.law.bundles import FOLDERS, bundle_files, main_processes, read_folders
from complaints.workshop.law_paths import carries
from complaints.workshop.law_warnings import warnings
from engine.definition.bundle import Bundle, read_bundle
from engine.workshop.workshop import LawWarning
from tests.complaints.workshop.test_more_ways_round_the_law import OF, WAYS, drawn

ALL = read_folders(FOLDERS)
PROCESSES = main_processes(ALL)


def under(bundle: Bundle, ids: Callable[[str], Mapping[str, str]]) -> Bundle:
    """The same drawings with other ids; `ids`: by the process, the old one -> the new one."""
    files = dict(bundle.files)
    for process_id, diagram in bundle.diagrams.items():
        files[diagram.file] = other_ids(files[diagram.file], ids(process_id))
    return read_bundle(files)


def other_ids(text: str, ids: Mapping[str, str]) -> str:
    for quoted in (r'(?<=")\w+(?=")', r"(?<=>)\w+(?=<)"):
        text = re.sub(quoted, lambda found: ids.get(found[0], found[0]), text)
    return text


def all_other(bundle: Bundle) -> Bundle:
    return under(
        bundle,
        lambda process: {
            each: f"{each}_lain" for each in (*bundle.diagrams[process].elements, *bundle.diagrams[process].flows)
        },
    )


def turned(bundle: Bundle) -> Bundle:
    """Elements of one kind in one drawing have each other's ids."""

    def ids(process_id: str) -> dict[str, str]:
        kinds: dict[str, list[str]] = {}
        for element in bundle.diagrams[process_id].elements.values():
            kinds.setdefault(element.kind, []).append(element.id)
        return {each: other for of in kinds.values() for each, other in zip(of, [*of[1:], of[0]], strict=True)}

    return under(bundle, ids)


def of_another_end(warning: LawWarning) -> bool:
    """A condition that asks at which end a call ended names another id now."""
    return warning.key.startswith("syarat:") and '"End_' in warning.text


@pytest.mark.parametrize("process", PROCESSES)
def test_every_carrier_under_another_id_is_said_and_is_nothing_else(process: str) -> None:
    law = read_bundle(bundle_files(ALL, process))
    told = [each for each in warnings(process, law, all_other(law)) if not of_another_end(each)]
    carriers = {each.id for diagram in law.diagrams.values() for each in diagram.elements.values() if carries(each)}
    assert {each.element for each in told} == {f"{each}_lain" for each in carriers}
    assert {each.key.split(":")[0] for each in told} == {"id"}


@pytest.mark.parametrize("process", PROCESSES)
def test_carriers_that_changed_their_ids_are_each_said(process: str) -> None:
    law = read_bundle(bundle_files(ALL, process))
    told = {each.element for each in warnings(process, law, turned(law))}
    alone = {
        each.id
        for diagram in law.diagrams.values()
        for each in diagram.elements.values()
        if sum(other.kind == each.kind for other in diagram.elements.values()) == 1
    }
    carriers = {each.id for diagram in law.diagrams.values() for each in diagram.elements.values() if carries(each)}
    assert carriers - told - alone == set()


@pytest.mark.parametrize("way", [*WAYS][::6])
def test_no_way_round_the_law_becomes_one_under_other_ids(way: str) -> None:
    process, file, edit, kind = WAYS[way]
    told = warnings(process, read_bundle(OF[process]), all_other(drawn(process, file, edit)))
    assert kind in {each.key.split(":")[0] for each in told}
