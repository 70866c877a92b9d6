"""The five governments as `make run` fills them, once for all tests of this folder. They only look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

from complaints.demo.government import PASSWORD
from tests.support.accounts import token_in
from tests.support.demo import Demo, filled_demo
from tests.web.citizen import Citizen

if TYPE_CHECKING:
    from flask.testing import FlaskClient

Staff = Callable[[str], "FlaskClient"]
Walker = Callable[[str], Citizen]
"""Somebody without a log-in who reports to one of the governments."""


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with filled_demo(tmp_path_factory.mktemp("lima")) as filled:
        filled.app.config["TESTING"] = True
        yield filled


@pytest.fixture
def visitor(demo: Demo) -> FlaskClient:
    """Somebody without a log-in."""
    return demo.app.test_client()


@pytest.fixture
def walker(demo: Demo) -> Walker:
    return lambda home: Citizen(demo.app, home=f"/{home}")


@pytest.fixture(scope="package")
def staff(demo: Demo) -> Staff:
    """Clients in which people of the demo are logged in, each once."""
    return cache(lambda username: officer(demo, username))


def officer(demo: Demo, username: str) -> FlaskClient:
    """A client in which this person of the demo is logged in anew."""
    client = demo.app.test_client()
    token = token_in(client.get("/petugas/masuk").text)
    form = {"csrf_token": token, "nama_pengguna": username, "kata_sandi": PASSWORD}
    assert client.post("/petugas/masuk", data=form).status_code == 302
    return client
