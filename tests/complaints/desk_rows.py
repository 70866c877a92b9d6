"""Rows for tests of the officer's desk, put straight into the tables: complaints in any state, without running them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.models import Attachment, Complaint, ComplaintCopy, ComplaintMessage, Membership, Reporter, User
from engine.actors import Actor
from engine.definition.bundle import Bundle
from engine.models import Case, ProcessVersion, Task, TaskState

NOW = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Rows:
    """Adds rows of one instansi. Every text that may be secret carries a canary to look for afterwards."""

    session: Session
    instansi_id: str
    version_id: UUID = field(default_factory=uuid4)
    added: int = 0

    def version(self) -> Rows:
        self.session.add(
            ProcessVersion(
                instansi_id=self.instansi_id, id=self.version_id, process_id="pengaduan_tanah_laut", number=1,
                content_hash="0" * 64, bundle=Bundle({}).pack(), engine_version="uji", deployed_at=NOW, deployed_by="uji",
            )
        )  # fmt: skip
        self.session.flush()
        return self

    def complaint(self, **values: Any) -> Complaint:
        """A running case with its complaint, reporter, one file and one message."""
        self.added += 1
        case_id = values.pop("id", None) or uuid4()
        mark = f"{self.instansi_id}-{self.added:05d}"
        self.session.add(
            Case(
                instansi_id=self.instansi_id, id=case_id, process_id="pengaduan_tanah_laut",
                version_id=self.version_id, state=b"", state_format=1, variables=values.pop("variables", {}), started_at=NOW,
                phase=values.pop("phase", "verifikasi"),
            )
        )  # fmt: skip
        self.session.flush()
        row = Complaint(
            **{
                "instansi_id": self.instansi_id, "id": case_id, "number": f"TL-2026-{self.added:06d}",
                "secret_hash": "rahasia", "submission_token": f"{self.instansi_id}-{uuid4().hex}",
                "kanal": "website", "jenis": "pengaduan", "judul": f"JUDUL-{mark} jalan berlubang",
                "uraian": f"URAIAN-{mark}", "kecamatan": f"KECAMATAN-{mark}", "desa": f"DESA-{mark}",
                "lokasi": f"LOKASI-{mark}", "answers": {"kebutuhan_khusus": f"KHUSUS-{mark}"}, "received_at": NOW - timedelta(days=1), "entered_at": NOW,
            }
            | values
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        self.session.add_all(
            [
                Reporter(
                    instansi_id=self.instansi_id, complaint_id=case_id, nama=f"NAMA-{mark}",
                    identitas=f"NIK-{mark}", telepon=f"TELEPON-{self.added}", email=f"EMAIL-{mark}@contoh.id",
                    alamat=f"ALAMAT-{mark}", answers={"nama_ibu": f"IBU-{mark}"},
                ),
                Attachment(
                    instansi_id=self.instansi_id, complaint_id=case_id, name=f"BERKAS-{mark}.jpg",
                    media_type="image/jpeg", size=1234, sha256="0" * 64, sealed_path=f"a/{mark}",
                    view_path=f"b/{mark}", origin="pengadu", added_at=NOW,
                ),
                ComplaintMessage(
                    instansi_id=self.instansi_id, complaint_id=case_id, at=NOW, kind="diterima", sender="instansi",
                    text=f"PESAN-{mark}",
                ),
            ]
        )  # fmt: skip
        return row

    def task(self, case_id: UUID, role: str, unit: str = "", **values: Any) -> Task:
        due = values.setdefault("due_at", NOW + timedelta(days=3))
        row = Task(
            **{
                "instansi_id": self.instansi_id, "id": uuid4(), "case_id": case_id,
                "process_id": "pengaduan_tanah_laut", "element": "Task_uji", "name": "Telaah pengaduan",
                "role": role, "unit": unit, "state": TaskState.OPEN, "created_at": NOW, "sort_due_at": due or FAR,
            }
            | values
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def done(self, case_id: UUID, role: str, unit: str, by: str, **values: Any) -> Task:
        """A completed task, in the hands of `by` until then."""
        at = values.pop("completed_at", NOW - timedelta(hours=1))
        return self.task(
            case_id, role, unit, state=TaskState.COMPLETED, claimed_by=by, completed_by=by, completed_at=at, **values
        )

    def copy(self, case_id: UUID, role: str, unit: str) -> ComplaintCopy:
        """A copy in the list of one role and unit."""
        row = ComplaintCopy(
            instansi_id=self.instansi_id, complaint_id=case_id, at=NOW, recipient=unit, role=role, unit=unit
        )
        self.session.add(row)
        self.session.flush()
        return row

    def person(self, name: str, *memberships: tuple[str, str], **values: Any) -> Actor:
        person_id = uuid4()
        self.session.add(
            User(
                **{
                    "instansi_id": self.instansi_id, "id": person_id, "username": f"{person_id.hex}", "name": name,
                    "password_hash": "x", "must_change_password": False,
                }
                | values
            )
        )  # fmt: skip
        self.session.flush()
        self.session.add_all(
            Membership(instansi_id=self.instansi_id, user_id=person_id, role=role, unit=unit)
            for role, unit in memberships
        )
        self.session.flush()
        return Actor(id=str(person_id), name=name, memberships=frozenset(memberships))


def store_of(session: Session, folder: Path) -> FileStore:
    """A file store in which every attachment of the database lies: "asli" as sealed, "salinan" as cleaned."""
    store = FileStore(folder)
    for row in session.query(Attachment):
        for path, content in ((row.sealed_path, b"asli"), (row.view_path, b"salinan")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    return store
