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
CODE = re.compile(r'class="alur-code">([^<]+)<')
NAME = re.compile(r' name="([a-z]\w*)"')
VERSION = re.compile(r'name="versi" value="([^"]*)"')
REPORT, PLACE, WHO, PERSON, FILES = 2, 3, 4, 5, 6
"""Numbers of the pages of the form; the first is for officers only."""


class Citizen:
    """One browser, and in it one tab. `way`: where this way of lodging begins."""

    def __init__(self, app: Flask, way: str = "/lapor", home: str = HOME, client: FlaskClient | None = None) -> None:
        self.client: FlaskClient = client or app.test_client()
        self.home, self.way = home, way
        self.at = way
        """The path of the page that this tab shows."""

    @property
    def draft(self) -> str:
        """The path of the report on its way, from the page that the tab shows."""
        return self.at.rpartition("/")[0]

    def get(self, path: str) -> TestResponse:
        return self.client.get(self.home + path)

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, page: str | None = None) -> TestResponse:
        """Posts a form as it stands on its page, with that page's token."""
        token = token_in(self.get(page if page is not None else path).text)
        return self.client.post(self.home + path, data={"csrf_token": token, **(data or {})})

    def submit(self, data: Mapping[str, Any] | None = None) -> TestResponse:
        """Sends the form of the page that this tab shows, as a browser does, and goes where it leads."""
        html = self.get(self.at).text
        version = VERSION.search(html)
        hidden = {"versi": version[1]} if version else {}
        return self.follow(self.post(self.at, {**hidden, **(data or {})}))

    def follow(self, answer: TestResponse) -> TestResponse:
        if answer.status_code == 302:
            self.at = answer.headers["Location"].removeprefix(self.home)
        return answer

    def page(self, number: int) -> str:
        """The path of a page of the report on its way."""
        return f"{self.draft}/{number}"

    def fill(self, **typed: str) -> None:
        """Answers page after page up to the check, correctly unless told otherwise."""
        answers = {**TYPED, **typed}
        self.at = self.way
        while not self.at.endswith("/periksa"):
            html = self.get(self.at).text
            asked = dict.fromkeys(NAME.findall(html))
            answer = self.submit({name: answers[name] for name in asked if name in answers})
            assert answer.status_code == 302, answer.text

    def fill_up_to(self, field: str, **answers: str) -> Citizen:
        """Answers page after page until one asks this, or the check comes."""
        self.at = self.way
        while not self.at.endswith("/periksa"):
            asked = dict.fromkeys(NAME.findall(self.get(self.at).text))
            if field in asked:
                break
            answer = self.submit({name: answers[name] for name in asked if name in answers})
            assert answer.status_code == 302, answer.text
        return self

    def add(self, *files: tuple[str, bytes], step: str = "unggah", field: str = "data_dukung") -> TestResponse:
        """Adds files on the page of files; needs a report on its way."""
        self.at = self.page(FILES)
        kept = re.findall(rf'name="{field}" type="checkbox" value="([^"]+)"', self.get(self.at).text)
        uploads = [(io.BytesIO(content), name) for name, content in files]
        return self.submit({field: [*kept, *uploads], "langkah": step})

    def send(self) -> TestResponse:
        self.at = f"{self.draft}/periksa"
        return self.submit()

    def lodge(self, **typed: str) -> tuple[str, str]:
        """The whole way; gives number and secret as they stand on the receipt."""
        self.fill(**typed)
        assert self.send().status_code == 302
        number, secret = CODE.findall(self.get(self.at).text)
        return number, secret

    def track(self, number: str, secret: str) -> TestResponse:
        return self.post("/lacak", {"nomor": number, "kode": secret})
