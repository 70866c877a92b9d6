"""Whatever address is opened by whoever: the photo of a complainant leaves its seal to nobody who may not have it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from complaints.actors import PENGADU
from complaints.casework.readings import What
from complaints.demo.government import DemoGovernment, demo_governments
from complaints.files.attachments import RefusedFileError
from complaints.intake.drafts import store_file
from complaints.intake.lodging import attachment
from complaints.models import Attachment, Complaint, Reading
from complaints.reports.handover import SUMS
from complaints.tracking import replies
from engine.actors import Actor
from engine.db import unit_of_work
from tests.complaints.test_attachments import MP4, geotagged
from tests.support.demo import empty_demo
from tests.support.everywhere import seen_everywhere
from tests.support.files import check
from tests.support.handing_over import EVERYBODY, HOME, Lodged, handed_over, ready, unpacked
from tests.web.five.foreign import address, may_enter
from web.guards import guard_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

MARKS = (b"Ponsel Rahasia", b"rumah pelapor")
"""In the photo of the complainant: which phone, and which place."""
SENDER = "Siti Aminah"
"""People name files after themselves."""
NAMES = (
    "jalan rusak 🕳️.jpg",
    "“foto” – 'bukti'.jpg",
    'kutip".jpg',
    "baris\r\nSet-Cookie: a=b.jpg",
    "\u202egpj.jpg",
    "ﾅﾏｴ.jpg",
)


def _home() -> DemoGovernment:
    return next(each for each in demo_governments() if each.id == HOME)


@pytest.fixture(params=[PENGADU, EVERYBODY], ids=["sent", "typed in"])
def anonymous(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lodged]:
    """An anonymous report with a photo that tells a place; sent by its author, or typed in by an official."""
    with empty_demo(tmp_path, HOME) as demo:
        nobody = dict.fromkeys(("nama", "telepon"), "")
        yield ready(demo, by=request.param, photo=geotagged(), name=f"Foto {SENDER}.jpg", minta_anonim="ya", **nobody)


def _file_id(found: Lodged) -> str:
    with seen_everywhere(found.demo.tools.session_factory) as session:
        wanted = Attachment.complaint_id == found.receipt.complaint_id
        return str(session.scalars(select(Attachment.id).where(wanted).order_by(Attachment.added_at)).first())


def _everything(answer: TestResponse) -> bytes:
    """The body of an answer, with what a ZIP holds laid open."""
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body += b"".join(archive.read(each) for each in archive.namelist())
    return body


def _names_the_sender(answer: TestResponse) -> bool:
    said = unquote(answer.headers.get("Content-Disposition", "")).encode() + _everything(answer)
    return any(each.encode() in said for each in (SENDER, SENDER.replace(" ", "_")))


def _addresses(found: Lodged) -> Iterator[tuple[str, object]]:
    """Every address that asks for a case, a file or a number, with its guard."""
    ids = {"case_id": str(found.receipt.complaint_id), "file_id": _file_id(found), "instansi_id": HOME}
    for rule in found.demo.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.arguments and rule.arguments <= set(ids):
            place = address(rule, ids)
            for asked in (place, f"{place}?asli=1") if "file_id" in rule.arguments else (place,):
                yield asked, guard_of(found.demo.app.view_functions[rule.endpoint])


def _clients(found: Lodged) -> Iterator[tuple[str, FlaskClient, object]]:
    """One officer for each set of roles, the author, and a passer-by."""
    people = {frozenset(person.roles): person for person in _home().people}
    for person in people.values():
        yield person.username, found.officer(person.username.removesuffix(f".{HOME}")), person
    yield "penulis", found.author(), None
    yield "orang lewat", found.demo.app.test_client(), None


def test_no_address_gives_the_photo_of_an_anonymous_reporter_as_it_was_sent(anonymous: Lodged) -> None:
    found = anonymous
    asked = list(_addresses(found))
    given: dict[str, set[str]] = {}
    wrong = []
    for stage in ("prepared", "handed over"):
        if stage == "handed over":
            handed_over(found)
        for name, client, person in _clients(found):
            for place, guard in asked:
                if person is not None and guard.kind != "public" and not may_enter(guard, person):  # type: ignore[attr-defined,arg-type]
                    continue
                answer = client.get(place)
                if any(mark in _everything(answer) for mark in MARKS):
                    wrong.append(f"{stage}: {place} to {name}")
                if name != "penulis" and _names_the_sender(answer):
                    wrong.append(f"{stage}: {place} names the sender to {name}")
                if answer.status_code == 200 and answer.mimetype in ("image/jpeg", "application/zip"):
                    given.setdefault(answer.mimetype, set()).add(name)
    assert wrong == []
    assert len(given["image/jpeg"]) >= 2, given
    assert len(given["application/zip"]) >= 2, given


def test_the_package_says_which_files_are_copies_and_proves_the_original(anonymous: Lodged) -> None:
    admin = anonymous.officer("admin")
    found = unpacked(admin.get(anonymous.path).data)
    assert list(found) == ["pengaduan.pdf", "berkas/01_lampiran-1.jpg", SUMS]
    assert found["berkas/01_lampiran-1.jpg"].startswith(b"\xff\xd8")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lodged]:
    """A report with a name, its photo, and a photo of an official beside it, under the strangest names."""
    with empty_demo(tmp_path_factory.mktemp("nama"), HOME) as demo:
        yield ready(demo, photo=geotagged(), name="jembatan.jpg")


def _added(found: Lodged, name: str, *, by: Actor) -> str:
    with unit_of_work(found.demo.tools.session_factory, HOME) as session:
        stored = store_file(session, found.demo.app.extensions["alur"].files, check(geotagged(), name="a.jpg"))
        place = {"instansi_id": HOME, "complaint_id": found.receipt.complaint_id}
        row = attachment(stored, by=by, now=found.demo.tools.clock.now(), **place)  # type: ignore[arg-type]
        row.name, row.public = name, True
        session.add(row)
        return str(row.id)


def test_the_original_of_a_named_report_goes_along_and_is_no_download(named: Lodged) -> None:
    admin, case = named.officer("admin"), f"/petugas/berkas/{named.receipt.complaint_id}"
    place = f"{case}/lampiran/{_file_id(named)}"
    assert admin.get(place).status_code == 200
    assert admin.get(f"{place}?asli=1").status_code == 404
    assert "asli=1" not in admin.get(case).text
    assert MARKS[0] in unpacked(admin.get(named.path).data)["berkas/01_jembatan.jpg"]


def test_the_original_of_an_official_stays_with_officials(named: Lodged) -> None:
    place = _added(named, "surat.jpg", by=EVERYBODY)
    admin = named.officer("admin")
    address = f"/petugas/berkas/{named.receipt.complaint_id}/lampiran/{place}"
    assert MARKS[0] in admin.get(f"{address}?asli=1").data
    assert MARKS[0] not in admin.get(address).data
    assert MARKS[0] not in named.author().get(f"/{HOME}/lacak/berkas/{place}").data


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_can_be_opened_and_saved(named: Lodged, name: str) -> None:
    file_id = _added(named, name, by=EVERYBODY)
    case = f"/petugas/berkas/{named.receipt.complaint_id}"
    admin, author = named.officer("admin"), named.author()
    answers = [
        admin.get(f"{case}/lampiran/{file_id}"),
        admin.get(f"{case}/lampiran/{file_id}?asli=1"),
        author.get(f"/{HOME}/lacak/berkas/{file_id}"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert "a=b.jpg" not in answer.headers.getlist("Set-Cookie")
        said = unquote(answer.headers["Content-Disposition"])
        kept = [part for part in ("🕳", "–", "ﾅﾏｴ") if part in name]
        assert all(part in said for part in kept), said
    assert admin.get(named.path).status_code == 200


def test_a_recording_is_opened_with_a_reason_that_is_noted_and_goes_into_no_package_without(tmp_path: Path) -> None:
    with empty_demo(tmp_path, HOME) as demo:
        nobody = dict.fromkeys(("nama", "telepon"), "")
        found = ready(demo, photo=MP4, name=f"Suara {SENDER}.mp4", minta_anonim="ya", **nobody)
        admin, case = found.officer("admin"), f"/petugas/berkas/{found.receipt.complaint_id}"
        place = f"{case}/lampiran/{_file_id(found)}"
        assert "lampiran-1.mp4" in admin.get(case).text
        assert SENDER not in admin.get(case).text
        assert admin.get(place).status_code == 404
        given = admin.get(f"{place}?asli=1")
        assert given.data == MP4
        assert given.headers["Content-Disposition"].startswith("attachment")
        with seen_everywhere(demo.tools.session_factory) as session:
            looks = session.scalars(select(Reading).where(Reading.part == _file_id(found), Reading.what == What.FILE))
            assert all(look.ground for look in looks.all())
        assert admin.get(f"{place}?asli=1").status_code == 200
        auditor = found.officer("auditor")
        assert (
            auditor.get(f"/audit/pengaduan/{found.receipt.complaint_id}/lampiran/{_file_id(found)}").status_code >= 400
        )
        author = found.author()
        assert author.get(f"/{HOME}/lacak/berkas/{_file_id(found)}").status_code == 404
        assert not any(each.startswith("berkas/") for each in unpacked(admin.get(found.path).data))
        with unit_of_work(demo.tools.session_factory, HOME) as session:
            session.get_one(Complaint, (HOME, found.receipt.complaint_id)).restricted = True
            with pytest.raises(RefusedFileError, match="menunjuk Anda"):
                replies.keep_file(
                    session, demo.app.extensions["alur"].files, instansi_id=HOME, present=[],
                    complaint_id=found.receipt.complaint_id, file=check(MP4, name="a.mp4"), now=demo.tools.clock.now(),
                )  # fmt: skip
