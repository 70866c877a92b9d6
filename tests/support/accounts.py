"""Officers who can log in, and the log-in as a person does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from complaints.models import Membership

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

PASSWORD = "pelangi kertas 42"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Account:
    """An officer who can log in."""

    id: UUID
    username: str
    password: str = PASSWORD


def token_in(text: str) -> str:
    """The CSRF token of the first form on a page."""
    found = TOKEN.search(text)
    assert found is not None, "no form with a token on this page"
    return found[1]


def log_in(client: FlaskClient, account: Account, **fields: str) -> None:
    """Logs the client in by the form, as a person does."""
    token = token_in(client.get("/petugas/masuk").text)
    data = {"csrf_token": token, "nama_pengguna": account.username, "kata_sandi": account.password, **fields}
    answer = client.post("/petugas/masuk", data=data)
    assert answer.status_code == 302, answer.text


def taken_back(session: Session, *, instansi_id: str, user_id: UUID, role: str, unit: str = "") -> None:
    """A role is gone, whoever took it: it counts from the person's next page on."""
    session.delete(session.get_one(Membership, (instansi_id, user_id, str(role), unit)))
    session.flush()
