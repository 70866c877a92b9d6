"""A process owner of the demo at work in the workshop: drafts, posts with their tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaints.demo.government import PASSWORD
from tests.support.accounts import token_in
from tests.support.demo import Demo, empty_demo

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


class Desk:
    """A browser in which one process owner is logged in."""

    def __init__(self, demo: Demo, username: str) -> None:
        self.demo, self.username = demo, username
        self.log_in()

    def log_in(self) -> None:
        """Anew, e.g. when a jump of the clock ended the session."""
        self.client: FlaskClient = self.demo.app.test_client()
        token = token_in(self.client.get("/petugas/masuk").text)
        fields = {"csrf_token": token, "nama_pengguna": self.username, "kata_sandi": PASSWORD}
        assert self.client.post("/petugas/masuk", data=fields).status_code == 302

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, /, **fields: Any) -> TestResponse:
        """Posts with the token of the session; fields as `name=value`, a list for several."""
        token = token_in(self.client.get("/pemilik/proses/" + self.process_id).text)
        return self.client.post(path, data={"csrf_token": token, **fields}, content_type="multipart/form-data")

    def read(self, path: str) -> str:
        """What the page of a draft showed, as it tells the server; "" where it asks for nothing."""
        found = re.search(r'name="dibaca" value="([0-9a-f]+)"', self.get(path).text)
        return found.group(1) if found else ""

    def decide(self, path: str, step: str, /, **fields: Any) -> TestResponse:
        """Reads a draft, then proposes or approves it."""
        return self.post(f"{path}/{step}", dibaca=self.read(path), **fields)

    process_id = ""

    def draft(self, process_id: str, title: str = "Konsep uji") -> str:
        """Opens a draft; gives the path of its pages."""
        self.process_id = process_id
        answer = self.post(f"/pemilik/proses/{process_id}/konsep", judul=title)
        assert answer.status_code == 303, answer.text
        return str(answer.location)


@contextmanager
def workshop(folder: Path, instansi_id: str, username: str) -> Iterator[Desk]:
    """One government of the demo without a case yet, and its process owner at work."""
    with empty_demo(folder, instansi_id) as demo:
        yield Desk(demo, username)


def ways_in(page: str) -> list[str]:
    """What "Masuk lewat" offers."""
    return re.findall(r'<option value="([^"]*\|[^"]*)"', page)
