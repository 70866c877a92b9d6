"""What leaves the government: the public summary names nobody, the package names every file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from complaints.casework.disclosure import MASK, masked
from complaints.intake.lodging import lodge
from complaints.models import Complaint, ComplaintMessage, Instansi
from complaints.operations import OPERATIONS
from complaints.reports.results import published
from engine.actors import SISTEM
from engine.db import SessionFactory
from engine.definition.diagram import Element, read_diagram
from engine.definition.operations import OperationContext
from engine.running.runtime import Runtime
from tests.support.citizen import answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.shipped import shipped


def element(process_id: str, element_id: str) -> Element:
    name = f"{process_id}.bpmn"
    return read_diagram(name, shipped()[name]).elements[element_id]


def perform(
    factory: SessionFactory,
    runtime: Runtime,
    drawn: Element,
    *,
    disclosure: str = "publik",
    rahasia: str = "tidak",
    restricted: bool = False,
    about: Mapping[str, str] | None = None,
    **given: str,
) -> tuple[list[str], OperationContext]:
    """Runs the operation of an element on a lodged complaint. Gives the texts for the public, and the context."""
    deploy_process(factory, runtime)
    with everywhere(factory) as session:
        session.get_one(Instansi, TANAH_LAUT).disclosure = disclosure
        receipt = lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=replace(answers(runtime, minta_rahasia=rahasia), about_reporter=about or {}),
            submission_token=uuid.uuid4().hex,
        )
        session.get_one(Complaint, (TANAH_LAUT, receipt.complaint_id)).restricted = restricted
        context = OperationContext(
            session=session,
            instansi_id=TANAH_LAUT,
            case_id=receipt.complaint_id,
            element=drawn,
            variables={},
            answers=given,
            actor=SISTEM,
            now=runtime.clock.now(),
        )
        OPERATIONS[drawn.topic](context)
        session.flush()
        texts = list(session.scalars(select(ComplaintMessage.text).where(ComplaintMessage.kind == "publikasi")))
    return texts, context


def test_a_published_result_names_no_reporter(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    texts, context = perform(
        session_factory,
        runtime,
        element("hasil_subulussalam", "Task_publikasikan_sb"),
        ringkasan_publik="Laporan siti  AMINAH (0812-3456-7890, siti@contoh.id) selesai.",
        tindakan_korektif="Jalan ditambal.",
    )
    assert texts == [f"Laporan {MASK} ({MASK}, {MASK}) selesai.\n\nJalan ditambal."]
    assert context.notices == [{"to": "publik", "kind": "publikasi"}]


def test_what_was_typed_about_the_reporter_is_masked_and_choices_are_words_like_others(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    texts, _ = perform(
        session_factory,
        runtime,
        element("hasil_subulussalam", "Task_publikasikan_sb"),
        about={
            "nama_ibu": "Aisyah binti Umar",
            "panggilan": "Ai",
            "minta_rahasia": "tidak",
            "nip": 19850312,
            "anak": 2,
        },
        ringkasan_publik="Anak AISYAH binti  Umar (19850312, 19.850.312), Ai, tidak lagi kehujanan selama 2 hari.",
    )
    assert texts == [f"Anak {MASK} ({MASK}, {MASK}), Ai, tidak lagi kehujanan selama 2 hari."]


@pytest.mark.parametrize(
    ("changes", "reason"), [({"disclosure": "pelapor"}, "disclosure"), ({"restricted": True}, "rahasia")]
)
def test_nothing_is_published_where_results_are_the_reporters_or_a_whistleblower_reported(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government, changes: dict[str, Any], reason: str
) -> None:
    drawn = element("hasil_subulussalam", "Task_publikasikan_sb")
    texts, context = perform(session_factory, runtime, drawn, ringkasan_publik="Jalan ditambal.", **changes)
    assert texts == []
    assert context.notices == [{"to": "publik", "kind": "publikasi_ditahan", "alasan": reason}]


def test_the_result_of_a_secret_complaint_is_published_without_who_reported_it(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    texts, _ = perform(
        session_factory,
        runtime,
        element("hasil_subulussalam", "Task_publikasikan_sb"),
        rahasia="ya",
        ringkasan_publik="Pungutan yang dilaporkan Siti Aminah, hubungi 0811 2222 3333, dikembalikan.",
        tindakan_korektif="Loket diawasi.",
    )
    assert texts == [f"Pungutan yang dilaporkan {MASK}, hubungi {MASK}, dikembalikan.\n\nLoket diawasi."]
    with everywhere(session_factory) as session:
        found, _ = published(session, instansi_id=TANAH_LAUT)
        assert [each.text for each in found] == texts


def test_the_public_list_shows_the_last_result_of_each_complaint(
    session_factory: SessionFactory, runtime: Runtime, instansi: Government
) -> None:
    drawn = element("hasil_subulussalam", "Task_publikasikan_sb")
    _, context = perform(session_factory, runtime, drawn, ringkasan_publik="Jalan ditambal.")
    with everywhere(session_factory) as session:
        found, more = published(session, instansi_id=TANAH_LAUT)
        assert [(each.jenis, each.text) for each in found] == [("pengaduan", "Jalan ditambal.")]
        assert not more
        assert published(session, instansi_id=TANAH_LAUT, page=2) == ([], False)
        assert published(session, instansi_id=instansi.neighbour) == ([], False)
        later = context.now + timedelta(days=1)
        again = replace(context, session=session, answers={"ringkasan_publik": "Jalan diaspal."}, notices=[], now=later)
        OPERATIONS[drawn.topic](again)
        session.flush()
        assert [each.text for each in published(session, instansi_id=TANAH_LAUT)[0]] == ["Jalan diaspal."]
        session.get_one(Complaint, (TANAH_LAUT, context.case_id)).restricted = True
        session.flush()
        assert published(session, instansi_id=TANAH_LAUT) == ([], False)


@pytest.mark.parametrize(
    ("process_id", "element_id", "given", "recipient"),
    [
        ("ombudsman_subulussalam", "Task_serahkan_ombudsman", {}, "ombudsman"),
        ("telaah_subulussalam", "Task_serahkan_lembaga", {"lembaga": "komisi-informasi"}, "komisi-informasi"),
    ],
)
def test_a_hand_over_names_recipient_and_files(
    session_factory: SessionFactory,
    runtime: Runtime,
    instansi: Government,
    process_id: str,
    element_id: str,
    given: dict[str, str],
    recipient: str,
) -> None:
    texts, context = perform(session_factory, runtime, element(process_id, element_id), **given)
    assert texts == []
    assert context.notices == [{"to": recipient, "kind": "penyerahan", "berkas": []}]


@pytest.mark.parametrize(
    ("text", "secrets", "published"),
    [
        ("Budi lapor.", ["Budi"], f"{MASK} lapor."),
        ("Budidaya ikan.", ["Budi"], "Budidaya ikan."),
        ("Siti Aminah dan Siti", ["Siti", "Siti Aminah"], f"{MASK} dan {MASK}"),
        ("Al datang.", ["Al", ""], "Al datang."),
    ],
)
def test_masking_takes_whole_words_and_the_longest_first(text: str, secrets: list[str], published: str) -> None:
    assert masked(text, secrets) == published
