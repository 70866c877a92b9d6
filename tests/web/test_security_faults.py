"""Bad input and faults: a calm page with the right status, and nothing told that should not be."""

from __future__ import annotations

import gc
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy import event, text

from complaints.people.roles import Role
from engine import errors
from engine.db import SessionFactory, make_engine, make_session_factory
from engine.models import Setting
from tests.support.accounts import token_in
from tests.support.government import Government
from web import create_app
from web.guards import public
from web.services import Services
from web.transactions import command, page_session
from web.waitress_pages import small_server

MEGABYTE = 1024 * 1024

# Werkzeug, as server and as test client, leaves the temporary file of a refused upload to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True, scope="module")
def _only_what_is_new_is_collected() -> Iterator[None]:
    """Late in a run, looking at everything that is there takes seconds each time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _leftovers_stay_here(_only_what_is_new_is_collected: None) -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """None of this depends on the database."""
    return sqlite_factory


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, settings=replace(services.settings, max_body_bytes=2 * MEGABYTE))


@pytest.fixture
def flask_app(flask_app: Flask) -> Flask:
    """The application with views that fail on purpose."""
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False

    @flask_app.route("/uji/galat/<name>", methods=["GET"])
    @public
    def failing(name: str) -> str:
        raise FAILURES[name]

    @flask_app.get("/uji/status/<int:code>")
    @public
    def status(code: int) -> str:
        abort(code)

    @flask_app.post("/uji/formulir")
    @public
    def form() -> str:
        return f"{len(request.form)} isian, {len(request.files)} berkas"

    @flask_app.post("/uji/gagal/<name>")
    @public
    def failing_form(name: str) -> str:
        raise FAILURES[name]

    @flask_app.post("/uji/tulis")
    @public
    def write() -> str:
        with command() as session:
            session.merge(Setting(key="uji", value=request.form["uraian"]))
        return "tersimpan"

    return flask_app


FAILURES: dict[str, Exception] = {
    "bentrok": errors.ConflictError(""),
    "hilang": errors.TaskGoneError("Tugas ini sudah diselesaikan oleh Budi."),
    "dipegang": errors.TaskClaimedError("Tugas ini sedang dikerjakan Budi."),
    "tidak-ada": errors.NotFoundError(""),
    "dilarang": errors.NotAllowedError(""),
    "rusak": RuntimeError("rahasia dapur"),
}


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/tidak/ada", 404, "Halaman tidak ditemukan"),
        ("/petugas/keluar", 405, "tidak dapat dibuka langsung"),
        ("/uji/galat/bentrok", 409, "Sudah berubah sebelum Anda mengirim"),
        ("/uji/galat/hilang", 409, "Tugas ini sudah diselesaikan oleh Budi."),
        ("/uji/galat/dipegang", 409, "Tugas ini sedang dikerjakan Budi."),
        ("/uji/galat/tidak-ada", 404, "Halaman tidak ditemukan"),
        ("/uji/galat/dilarang", 403, "bukan untuk peran Anda"),
        ("/uji/galat/rusak", 500, "Nomor kejadian"),
        ("/uji/status/429", 429, "Terlalu banyak percobaan"),
        ("/uji/status/503", 503, "Layanan sedang tidak tersedia"),
        ("/uji/status/418", 418, "Kiriman tidak dapat dibaca"),
        ("/uji/status/502", 502, "Terjadi gangguan"),
    ],
)
def test_every_fault_has_a_page(client: FlaskClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text
    assert '<html lang="id"' in answer.text
    assert "Traceback" not in answer.text
    assert "rahasia dapur" not in answer.text


def test_an_incident_has_a_short_number_to_read_aloud(client: FlaskClient) -> None:
    numbers = {re.findall(r"[0-9A-F]{4}-[0-9A-F]{4}", client.get("/uji/galat/rusak").text)[0] for _ in range(3)}
    assert len(numbers) == 3


def test_who_must_wait_is_told_how_long(client: FlaskClient) -> None:
    assert client.get("/uji/status/503").headers["Retry-After"] == "10"


def test_a_wrong_method_names_the_right_one(client: FlaskClient) -> None:
    assert "POST" in client.get("/petugas/keluar").headers["Allow"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"csrf_token=\xff\xfe&uraian=%zz%", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"rusak", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nputus", "multipart/form-data; boundary=x"),
        (b'{"a":1}', "application/json"),
        (b"\0" * 50, "application/x-www-form-urlencoded"),
    ],
)
def test_malformed_posts_get_a_page(client: FlaskClient, body: bytes, kind: str) -> None:
    answer = client.post("/uji/formulir", data=body, content_type=kind)
    assert answer.status_code == 400
    assert '<html lang="id"' in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"uraian": "x" * (3 * MEGABYTE)},
        {"uraian": "x" * 600_000},
        {f"f{number}": "x" for number in range(1_500)},
    ],
    ids=["body", "text", "fields"],
)
def test_too_much_is_refused_with_the_limit(client: FlaskClient, fields: dict[str, str]) -> None:
    fields = {"csrf_token": token_in(client.get("/petugas/masuk").text)} | fields
    answer = client.post("/uji/formulir", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in answer.text
    assert "2 MB" in answer.text


@pytest.mark.parametrize(("name", "status", "again"), [("rusak", 500, True), ("hilang", 409, False)])
def test_what_was_typed_survives_a_fault(client: FlaskClient, name: str, status: int, again: bool) -> None:
    token = token_in(client.get("/petugas/masuk").text)
    answer = client.post(f"/uji/gagal/{name}", data={"csrf_token": token, "uraian": "panjang & <penting>"})
    assert answer.status_code == status
    assert "panjang &amp; &lt;penting&gt;" in answer.text
    assert ("Kirim ulang" in answer.text) is again


def test_a_fault_before_the_form_was_read_still_has_a_page(flask_app: Flask) -> None:
    @flask_app.before_request
    def fail_early() -> None:
        if request.path == "/uji/formulir":
            raise RuntimeError

    flask_app.before_request_funcs[None].insert(0, flask_app.before_request_funcs[None].pop())
    answer = flask_app.test_client().post("/uji/formulir", data={"uraian": "x" * 600_000})
    assert answer.status_code == 500
    assert "Nomor kejadian" in answer.text


def test_a_file_touches_no_disk_before_it_is_sealed(flask_app: Flask) -> None:
    data = {"berkas": (BytesIO(b"x" * 600_000), "foto.jpg")}
    with flask_app.test_request_context(method="POST", data=data):
        assert isinstance(request.files["berkas"].stream, BytesIO)


def test_words_of_a_form_with_too_large_files_are_kept(client: FlaskClient) -> None:
    token = token_in(client.get("/petugas/masuk").text)
    data = {"csrf_token": token, "uraian": "tetap ada", "berkas": (BytesIO(b"x" * 4 * MEGABYTE), "foto.jpg")}
    answer = client.post("/uji/formulir?langkah=2", data=data)
    assert answer.status_code == 413
    assert 'action="/uji/formulir?langkah=2"' in answer.text
    assert 'name="uraian" value="tetap ada"' in answer.text
    assert "Kirim tanpa berkas" in answer.text


@pytest.mark.parametrize(
    ("token", "size"),
    [("palsu", 4 * MEGABYTE), ("", 4 * MEGABYTE), (None, 7 * MEGABYTE)],
    ids=["forged", "none", "far"],
)
def test_words_from_elsewhere_or_far_too_large_are_not(client: FlaskClient, token: str | None, size: int) -> None:
    real = token_in(client.get("/petugas/masuk").text)
    data = {
        "csrf_token": real if token is None else token,
        "uraian": "jangan disimpan",
        "berkas": (BytesIO(b"x" * size), "foto.jpg"),
    }
    answer = client.post("/uji/formulir", data=data)
    assert answer.status_code == 413
    assert "jangan disimpan" not in answer.text


@contextmanager
def small_server_running(app: Flask, services: Services) -> Iterator[tuple[str, int]]:
    from threading import Thread

    sockets: dict[int, Any] = {}
    server = small_server(app, services.settings, port=0, map=sockets)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.effective_port
    finally:
        server.close()
        thread.join(timeout=10)
        server.task_dispatcher.shutdown(timeout=5)
        for channel in list(sockets.values()):
            channel.close()


def test_200_megabytes_are_refused_before_they_are_read(flask_app: Flask, services: Services) -> None:
    with small_server_running(flask_app, services) as address, socket.create_connection(address, timeout=10) as line:
        line.sendall(
            b"POST /uji/formulir HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 209715200\r\n\r\n--x\r\n"
        )
        answer = _everything(line)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "Kiriman terlalu besar" in answer
    assert "Content-Security-Policy: default-src 'none'" in answer


def test_a_little_too_much_is_read_by_the_server_for_its_words(flask_app: Flask, services: Services) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="uraian"\r\n\r\nkata\r\n--x--' + b"\r\n" * (2 * MEGABYTE)
    with small_server_running(flask_app, services) as address, socket.create_connection(address, timeout=10) as line:
        line.sendall(
            b"POST /uji/formulir HTTP/1.0\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        line.sendall(body)
        answer = _everything(line)
    assert answer.startswith("HTTP/1.0 413 ")
    assert "Kiriman terlalu besar" in answer


def test_nonsense_instead_of_a_request_gets_a_page(flask_app: Flask, services: Services) -> None:
    with small_server_running(flask_app, services) as address, socket.create_connection(address, timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: banyak\r\n\r\n")
        answer = _everything(line)
    assert answer.startswith("HTTP/1.1 400 ")
    assert "Kiriman tidak dapat dibaca" in answer


def _everything(line: socket.socket) -> str:
    parts = []
    while part := line.recv(65_536):
        parts.append(part)
    return b"".join(parts).decode()


def test_a_lost_database_gets_a_page_and_comes_back(services: Services, tmp_path: Any) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/tidak/ada/alur.sqlite")
    app = create_app(replace(services, session_factory=make_session_factory(engine)))

    @app.get("/uji/baca")
    @public
    def read() -> str:
        page_session()
        return "terbaca"

    client = app.test_client()
    for address in ("/uji/baca", "/sehat"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert ("Layanan sedang tidak tersedia" in answer.text) == (address != "/sehat"), address
    (tmp_path / "tidak" / "ada").mkdir(parents=True)
    assert client.get("/uji/baca").text == "terbaca"


def test_a_locked_database_keeps_what_was_typed(
    client: FlaskClient, session_factory: SessionFactory, flask_app: Flask
) -> None:
    token = token_in(client.get("/petugas/masuk").text)
    form = {"csrf_token": token, "uraian": "sabar"}
    engine = session_factory.kw["bind"]
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=20"))
    engine.dispose()
    holder = make_engine(str(engine.url))
    with make_session_factory(holder)() as other:
        other.execute(text("SELECT 1"))  # another process writes
        answer = client.post("/uji/tulis", data=form)
        assert answer.status_code == 503
        assert 'name="uraian" value="sabar"' in answer.text
    holder.dispose()
    assert client.post("/uji/tulis", data=form).text == "tersimpan"


def test_a_lost_connection_costs_one_page_at_most(services: Services, postgresql_factory: SessionFactory) -> None:
    app = create_app(replace(services, session_factory=postgresql_factory))

    @app.get("/uji/putus")
    @public
    def cut() -> str:
        page_session().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return "tidak sampai ke sini"

    client = app.test_client()
    assert client.get("/sehat").status_code == 200
    assert client.get("/uji/putus").status_code == 503
    assert client.get("/sehat").status_code == 200
    with postgresql_factory() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert client.get("/sehat").status_code == 200


def test_officers_keep_their_menu_on_every_page_that_refuses_them(
    as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    client = as_officer("apip", (Role.APIP, ""))
    refusing = {
        f"/petugas/tugas/{uuid4()}": 404,
        "/audit/versi": 403,
        "/operator": 403,
        "/pemilik/proses": 403,
        "/admin/orang": 403,
    }
    for path, status in refusing.items():
        page = client.get(path)
        assert (page.status_code, "Menu utama" in page.text, "Keluar" in page.text) == (status, True, True), path
