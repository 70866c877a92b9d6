"""Addresses that nobody would type: a NUL, which PostgreSQL takes in no text, is an address that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.government import Government

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def session_factory(postgresql_factory: SessionFactory) -> SessionFactory:
    return postgresql_factory


@pytest.mark.parametrize("address", ["/x%00y/", "/x%00y/lacak", "/tanah-laut%00/lapor", "/hukum/%00", "/aset/%00"])
def test_a_nul_is_no_address(
    flask_app: Flask, session_factory: SessionFactory, runtime: Runtime, instansi: Government, address: str
) -> None:
    deploy_process(session_factory, runtime)
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = flask_app.test_client().get(address)
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text
