"""A complaint leaves for another body as a package: for who prepares it, and afterwards for its author. For nobody else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaints.intake import lodging
from complaints.reports.handover import SUMS
from engine.db import reading, unit_of_work
from engine.running import queries
from tests.complaints.test_attachments import geotagged
from tests.support.citizen import read
from tests.support.demo import empty_demo
from tests.support.handing_over import HOME, TYPED, Lodged, handed_over, ready, unpacked

PHOTO = geotagged()


@pytest.fixture
def lodged(tmp_path: Path) -> Iterator[Lodged]:
    with empty_demo(tmp_path, HOME) as demo:
        yield ready(demo, photo=PHOTO, name="foto jembatan.jpg")


def test_who_prepares_the_hand_over_takes_everything_along(lodged: Lodged) -> None:
    admin = lodged.officer("admin")
    with reading(lodged.demo.tools.session_factory, HOME) as session:
        tasks = queries.tasks_of_case(session, instansi_id=HOME, case_id=lodged.receipt.complaint_id)
        task = next(each for each in tasks if each.element == "Task_susun_penyerahan")
    assert lodged.path in admin.get(f"/petugas/tugas/{task.id}").text
    answer = admin.get(lodged.path)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=berkas-{lodged.receipt.number}.zip"
    assert "no-store" in answer.headers["Cache-Control"]
    found = unpacked(answer.data)
    assert list(found) == ["pengaduan.pdf", "berkas/01_foto_jembatan.jpg", SUMS]
    assert found["pengaduan.pdf"].startswith(b"%PDF-")
    assert found["berkas/01_foto_jembatan.jpg"] == PHOTO
    listed = dict(line.split("  ")[::-1] for line in found[SUMS].decode().splitlines())
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != SUMS}


@pytest.mark.parametrize(
    ("username", "expected"),
    [("penghubung.pupr", 200), ("penghubung.kesehatan", 404), ("walikota", 404), ("auditor", 403)],
)
def test_who_may_not_read_all_of_it_gets_none(lodged: Lodged, username: str, expected: int) -> None:
    """The unit that has the complaint reads it all; who has no part in it finds nothing."""
    assert lodged.officer(username).get(lodged.path).status_code == expected


def test_its_author_gets_it_once_it_was_handed_over(lodged: Lodged) -> None:
    author, address = lodged.author(), f"/{HOME}/lacak/penyerahan.zip"
    assert author.get(address).status_code == 404
    assert address not in author.get(f"/{HOME}/lacak/pengaduan").text
    told = "Pengaduan Anda kami serahkan kepada Ombudsman Republik Indonesia."
    assert told not in author.get(f"/{HOME}/lacak/pengaduan").text
    handed_over(lodged)
    assert told in author.get(f"/{HOME}/lacak/pengaduan").text
    assert address in author.get(f"/{HOME}/lacak/pengaduan").text
    assert list(unpacked(author.get(address).data)) == ["pengaduan.pdf", "berkas/01_foto_jembatan.jpg", SUMS]
    assert lodged.demo.app.test_client().get(address).status_code == 302


def test_before_it_is_prepared_there_is_none(tmp_path: Path) -> None:
    with empty_demo(tmp_path, HOME) as demo:
        with unit_of_work(demo.tools.session_factory, HOME) as session:
            receipt = lodging.lodge(
                session, demo.tools.runtime, instansi_id=HOME, submission_token=secrets.token_hex(16),
                answers=read(TYPED, today=demo.tools.clock.now().date()),
            )  # fmt: skip
        found = Lodged(demo, receipt)
        assert found.officer("admin").get(found.path).status_code == 404
