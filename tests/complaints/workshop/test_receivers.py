"""A message that nobody gets is told at deploy and in the workshop; in the five governments every message has a receiver."""

from __future__ import annotations

import pytest

from complaints.demo.government import DemoGovernment, demo_governments
from complaints.law.bundles import bundle_files
from complaints.workshop.receivers import unreceived
from engine.definition.bundle import Bundle, read_bundle
from tests.support.diagrams import chain, end, node, operation, receive, start
from tests.support.diagrams import process as diagram_of
from tests.support.shipped import shipped


def sending(roles: str) -> Bundle:
    """A diagram that tells these roles something."""
    told = {"param.peran": roles, "param.pesan": "hasil_apip"}
    nodes = [start(), operation("Task_kabar", "beritahu_petugas", **told), end()]
    return read_bundle({"uji.bpmn": diagram_of("uji", nodes, chain("Start_mulai", "Task_kabar", "End_selesai"))})


@pytest.mark.parametrize(
    ("roles", "lost"),
    [("admin_instansi", False), ("pembina, admin_instansi", False), ("pembina", True), ("pembina,apip", True)],
)
def test_one_of_the_roles_must_be_held(roles: str, lost: bool) -> None:
    found = list(unreceived(sending(roles), {"admin_instansi"}))
    assert bool(found) is lost
    assert all("pembina" in each.text for each in found)


@pytest.mark.parametrize(("sender", "lost"), [("", True), ("apip", True), ("admin_instansi", False)])
def test_what_is_awaited_has_somebody_who_sends_it(sender: str, lost: bool) -> None:
    waiting = receive("Task_tunggu")
    if sender:
        waiting = node("receiveTask", "Task_tunggu", attributes='messageRef="Pesan_jawab_id"', pengirim=sender)
    text = diagram_of("uji", [start(), waiting, end()], chain("Start_mulai", "Task_tunggu", "End_selesai"))
    assert bool(list(unreceived(read_bundle({"uji.bpmn": text}), {"admin_instansi"}))) is lost


@pytest.mark.parametrize("home", demo_governments(), ids=lambda home: home.id)
def test_every_message_of_the_five_has_a_receiver(home: DemoGovernment) -> None:
    files = shipped()
    held = {str(role) for person in home.people for role, _unit in person.roles}
    main = str(home.government.values["process"])
    lost = [
        (each.element.id, each.text)
        for process_id in home.government.processes
        for each in unreceived(read_bundle(bundle_files(files, process_id, law_of=main)), held)
    ]
    assert lost == []
