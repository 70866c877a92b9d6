"""A browser without a screen, with cookies and a connection; walks a complaint from the first page to step three."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from urllib.parse import urlencode, urlsplit

from complaints.demo.government import PASSWORD
from tests.support.citizen import TYPED
from tests.support.desk import NATIONAL, REGENCY

HOME = "/tanah-laut"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="versi" value="([^"]*)"')
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
NAME = re.compile(r' name="([a-z]\w*)"')
NUMBER = re.compile(r'class="alur-code">([^<]+)<')
STEPS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("nasional", NATIONAL),
    ("instansi", REGENCY),
    ("instansi", {"arah_disposisi": "disposisi", "skpd": "dinas-pupr"}),
)
"""Who completes which task with what."""
REQUESTS = 20


@dataclass
class Visitor:
    """One browser at one source."""

    port: int
    source: str = field(default_factory=lambda: ".".join(str(10 + secrets.randbelow(200)) for _ in range(4)))
    cookies: dict[str, str] = field(default_factory=dict)
    told: Callable[[str, str, int], object] = lambda _method, _path, _status: None

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> tuple[str, str]:
        """The page, and where it leads to ("" for a page)."""
        headers = {"X-Forwarded-For": self.source, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        body = urlencode(fields) if fields is not None else None
        try:
            answer = self._answered(method, path, body, headers)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):  # rested too long: as a browser does, anew
            self.connection.close()
            answer = self._answered(method, path, body, headers)
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.told(method, path, answer.status)
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return page, urlsplit(answer.getheader("Location") or "").path

    def _answered(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def get(self, path: str) -> str:
        return self.ask("GET", path)[0]

    def send(self, path: str, page: str, fields: Mapping[str, str]) -> str:
        """Posts the form of a page; gives where it leads."""
        found = {"csrf_token": CSRF, "versi": VERSION, "token": TOKEN}
        hidden = {name: known[-1] for name, pattern in found.items() if (known := pattern.findall(page))}
        led = self.ask("POST", path, {**hidden, **fields})[1]
        if not led:
            raise RuntimeError(f"POST {path} was refused")
        return led

    def log_in(self, username: str) -> Visitor:
        place = "/petugas/masuk"
        self.send(place, self.get(place), {"nama_pengguna": username, "kata_sandi": PASSWORD})
        return self

    def lodge(self) -> str:
        """Fourteen requests: the first page, the pages of the form, the check, the receipt. Gives the number."""
        self.get(f"{HOME}/")
        at = f"{HOME}/lapor"
        while not at.endswith("/periksa"):
            page = self.get(at)
            asked = dict.fromkeys(NAME.findall(page))
            at = self.send(at, page, {name: TYPED[name] for name in asked if name in TYPED})
        at = self.send(at, self.get(at), {})
        return NUMBER.findall(self.get(at))[0]

    def complete(self, task: str, answers: Mapping[str, str]) -> None:
        """Two requests: the task's page and its form."""
        place = f"/petugas/tugas/{task}"
        self.send(place, self.get(place), answers)


def walk(citizen: Visitor, officers: Mapping[str, Visitor], task_of: Callable[[str], str]) -> None:
    """Twenty requests. `task_of`: the open task of the complaint with a number, asked past the web."""
    number = citizen.lodge()
    for username, answers in STEPS:
        officers[username].complete(task_of(number), answers)
