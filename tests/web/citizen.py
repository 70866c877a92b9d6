"""A citizen with a browser that keeps cookies: walks the pages by their forms."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.support.accounts import token_in
from tests.support.citizen import TYPED

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HOME = "/tanah-laut"
SUBSTANCE = ("jenis", "judul", "uraian", "kecamatan", "desa", "lokasi", "tanggal_kejadian")
REPORTER = ("pengenalan", "nama", "telepon", "email", "rahasia", "jenis_pengadu")
CODE = re.compile(r'class="alur-code">([^<]+)<')


class Citizen:
    """One browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(HOME + path)

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, page: str | None = None) -> TestResponse:
        """Posts a form as it stands on its page, with that page's token."""
        token = token_in(self.get(page if page is not None else path).text)
        return self.client.post(HOME + path, data={"csrf_token": token, **(data or {})})

    def fill(self, **typed: str) -> None:
        """Fills the pages up to the check, correctly unless told otherwise."""
        answers = {**TYPED, **typed}
        assert self.post("/lapor", {key: answers[key] for key in SUBSTANCE}).status_code == 302
        assert self.post("/lapor/pelapor", {key: answers[key] for key in REPORTER}).status_code == 302

    def add(self, *files: tuple[str, bytes], step: str = "unggah") -> TestResponse:
        uploads = [(io.BytesIO(content), name) for name, content in files]
        return self.post("/lapor/berkas", {"berkas": uploads, "langkah": step})

    def send(self) -> TestResponse:
        return self.post("/lapor/periksa")

    def lodge(self, **typed: str) -> tuple[str, str]:
        """The whole way; gives number and secret as they stand on the receipt."""
        self.fill(**typed)
        assert self.send().status_code == 302
        number, secret = CODE.findall(self.get("/lapor/terima").text)
        return number, secret

    def track(self, number: str, secret: str) -> TestResponse:
        return self.post("/lacak", {"nomor": number, "kode": secret})
