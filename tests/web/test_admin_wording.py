"""A government's own words and numbers: looked at first, recorded, and really what is sent, kept and limited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.intake import drafts
from complaints.intake.starts import newest_bundle
from complaints.models import Instansi, LogInEvent
from complaints.notices.wording import changeable, default_text, in_both, message_text
from complaints.people import log_ins
from complaints.people.governments import government_of
from complaints.people.roles import Role
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.diagram import Element
from engine.definition.operations import OperationContext
from engine.government import crossing
from engine.models import new_id
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.restricted import PROCESS as WBS
from tests.support.restricted import deploy_restricted, reported

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

PAGE = "/admin/pengaturan"
REFUSED = "pesan.tidak_layak"
LETTER = "surat.pengadu"
WORDS = "Pengaduan {nomor} tidak dapat kami teruskan. Tanyakan kepada {pemerintah}, {telepon}."
MAIL = "Ada kabar bagi {nomor}.\n\nBuka {tautan} atau telepon {telepon}."


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, runtime: Runtime) -> FlaskClient:
    client = as_officer("rina", (Role.ADMIN, ""))
    deploy_process(session_factory, runtime)
    return client


def send(client: FlaskClient, act: str = "simpan", **fields: str) -> TestResponse:
    data = {"csrf_token": token_in(client.get(PAGE).text), "langkah": act, **fields}
    return client.post(PAGE, data=data, follow_redirects=True)


def kept(factory: SessionFactory) -> tuple[object, object]:
    """The texts and the numbers of the government."""
    with reading(factory, TANAH_LAUT) as session:
        values = government_of(session, TANAH_LAUT).values
    return values["texts"], values["limits"]


def test_a_text_is_looked_at_then_saved_and_recorded(rina: FlaskClient, session_factory: SessionFactory) -> None:
    assert default_text(REFUSED) in rina.get(PAGE).text
    looked = send(rina, "lihat", **{REFUSED: WORDS, LETTER: MAIL}).text
    assert "Pengaduan XX-2026-7K4M2Q tidak dapat kami teruskan. Tanyakan kepada" in looked
    assert "kami tidak pernah meminta kode rahasia Anda" in looked
    assert kept(session_factory) == ({}, {})
    assert "Tersimpan" in send(rina, **{REFUSED: WORDS, LETTER: MAIL, "log_in_days": "30"}).text
    assert kept(session_factory) == ({REFUSED: WORDS, LETTER: MAIL}, {"log_in_days": "30"})
    acts = rina.get("/admin/tindakan").text
    assert "Teks pesan" in acts
    assert "Tanyakan kepada {pemerintah}" in acts
    assert "Tersimpan" in send(rina, **{REFUSED: default_text(REFUSED)}).text
    assert kept(session_factory) == ({}, {})


ENGLISH = "We cannot pass report {nomor} on. Ask {pemerintah}."


def test_english_words_are_offered_looked_at_and_follow_the_indonesian_ones(
    rina: FlaskClient, session_factory: SessionFactory, runtime: Runtime
) -> None:
    assert "surat.petugas.en" not in rina.get(PAGE).text
    offered = send(rina, "inggris", **{f"{REFUSED}.en": ENGLISH}).text
    assert ENGLISH in offered
    assert "There is news about your report {nomor}." in offered
    assert "We cannot pass report XX-2026-7K4M2Q on." in send(rina, "lihat", **{f"{REFUSED}.en": ENGLISH}).text
    assert kept(session_factory) == ({}, {})
    send(rina, **{f"{REFUSED}.en": ENGLISH})
    assert kept(session_factory) == ({f"{REFUSED}.en": ENGLISH}, {})
    complaint = lodged(session_factory, runtime)
    (said,) = _said(session_factory, complaint.complaint_id, [REFUSED])
    indonesian, english = in_both(said)
    assert indonesian == default_text(REFUSED)
    assert english.startswith(f"We cannot pass report {complaint.number} on.")


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({REFUSED: "Halo {nama_pelapor}"}, "{nama_pelapor} tidak dikenal"),
        ({REFUSED: "Halo {nomor.__class__}"}, "tidak dikenal"),
        ({REFUSED: "Kurung { saja"}, "tidak dikenal"),
        ({REFUSED: "x" * 1_001}, "1000 huruf"),
        ({LETTER: "Ada kabar {nomor}."}, "harus memuat {tautan}"),
        ({f"{LETTER}.en": "News about {nomor}."}, "harus memuat {tautan}"),
        ({f"{REFUSED}.en": "Dear {reporter}"}, "{reporter} tidak dikenal"),
        ({LETTER: "{isi} {tautan}"}, "{isi} tidak dikenal"),
        ({"draft_days": "0"}, "dari 1 sampai 14"),
        ({"reports_per_hour": "banyak"}, "dari 5 sampai 600"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_stays_typed(
    rina: FlaskClient, session_factory: SessionFactory, odd: dict[str, str], said: str
) -> None:
    answer = send(rina, **({"surat.petugas": "Lihat {tautan}, tetap di sini"} | odd))
    assert (answer.status_code, said in answer.text, "tetap di sini" in answer.text) == (422, True, True)
    assert kept(session_factory) == ({}, {})


def test_what_is_kept_and_how_much_is_taken_follows_the_numbers(
    rina: FlaskClient, session_factory: SessionFactory, clock: FixedClock
) -> None:
    now = clock.now()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        user = session.scalars(select(LogInEvent.user_id).where(LogInEvent.instansi_id == TANAH_LAUT)).first()
        for days in (20, 40, 200):
            session.add(
                LogInEvent(
                    instansi_id=TANAH_LAUT, id=new_id(), user_id=user, at=now - timedelta(days=days), way="password",
                    device="", failures=0,
                )
            )  # fmt: skip

    def swept() -> int:
        with unit_of_work(session_factory) as session, crossing(session, why="what is over goes, whose it was"):
            return log_ins.sweep(session, now=now, limit=10)

    assert swept() == 1
    send(rina, log_in_days="30", reports_per_hour="5", draft_days="3")
    assert swept() == 1
    token = "t" * 40
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        drafts.save_answers(session, token=token, instansi_id=TANAH_LAUT, answers={"judul": "Jalan"}, now=now)
    with reading(session_factory, TANAH_LAUT) as session:
        late = now + timedelta(days=2)
        assert drafts.find(session, token=token, instansi_id=TANAH_LAUT, now=late) is not None
        assert drafts.find(session, token=token, instansi_id=TANAH_LAUT, now=now + timedelta(days=4)) is None


def test_to_whistleblowers_speaks_the_program_alone(
    rina: FlaskClient, session_factory: SessionFactory, runtime: Runtime
) -> None:
    """One administrator without their role may put no words into the mouth of the trusted page."""
    deploy_restricted(session_factory, runtime)
    page = rina.get(PAGE).text
    assert "pesan.hasil_wbs" not in page
    assert REFUSED in page
    own = "Kirim nama dan kode Anda kepada kami."
    with everywhere(session_factory) as session:
        found = changeable([newest_bundle(session, instansi_id=TANAH_LAUT, process_id=WBS)])
        kinds = [kind for kind in found if kind.startswith("pesan.")]
        english = [f"{kind}.en" for kind in kinds]
        session.get_one(Instansi, TANAH_LAUT).texts = dict.fromkeys(kinds, own) | dict.fromkeys(english, own)
    report = reported(session_factory, runtime).complaint_id
    complaint = lodged(session_factory, runtime).complaint_id
    said = {case_id: _said(session_factory, case_id, kinds) for case_id in (report, complaint)}
    assert said[report] == [default_text(kind) for kind in kinds]
    assert [in_both(text) for text in said[complaint]] == [(own, own)] * len(kinds)


def _said(factory: SessionFactory, case_id: UUID, kinds: list[str]) -> list[str]:
    """The texts of these kinds to the author of a case, when nobody else says anything."""
    with reading(factory, TANAH_LAUT) as session:
        element = Element(id="Task_x", kind="sendTask", name="", process_id="x", scope="x")
        context = OperationContext(
            session=session, instansi_id=TANAH_LAUT, case_id=case_id, element=element, variables={}, answers={},
            actor=SISTEM, now=datetime(2026, 3, 9, tzinfo=UTC),
        )  # fmt: skip
        return [message_text(context, kind.removeprefix("pesan.")) for kind in kinds if kind.startswith("pesan.")]
