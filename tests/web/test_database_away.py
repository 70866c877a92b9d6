"""The database is away: whoever asks or sends gets a calm page in Indonesian, and what was typed is still there."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event, text

from complaints.people.roles import Role
from engine.db import SessionFactory
from engine.errors import ConflictError, NotAllowedError, NotFoundError
from tests.support.accounts import PASSWORD, token_in
from web.guards import public

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

Away = Callable[[], AbstractContextManager[None]]
PEOPLE = {
    "citizen": (),
    "officer": ((Role.ADMIN_INSTANSI, ""),),
    "owner": ((Role.PEMILIK_PROSES, ""),),
    "auditor": ((Role.AUDITOR, ""),),
    "operator": ((Role.OPERATOR, ""),),
}
ID = "00000000-0000-4000-8000-000000000000"
ASKED = {
    "citizen": ("/", "/tanah-laut/", "/tanah-laut/lapor", "/tanah-laut/lacak"),
    "officer": ("/petugas/tugas", f"/petugas/tugas/{ID}", f"/petugas/berkas/{ID}", "/petugas/pengaduan/baru"),
    "owner": ("/pemilik/proses", f"/pemilik/konsep/{ID}"),
    "auditor": ("/audit/pengaduan", f"/audit/pengaduan/{ID}", "/audit/versi"),
    "operator": ("/operator",),
}
SENT = {
    "citizen": ("/tanah-laut/lapor", "/tanah-laut/lacak/pengaduan"),
    "officer": (f"/petugas/tugas/{ID}", f"/petugas/tugas/{ID}/simpan", "/petugas/pengaduan/baru"),
    "owner": (f"/pemilik/konsep/{ID}/tambah", f"/pemilik/konsep/{ID}/coba"),
    "auditor": ("/audit/pengaduan",),
    "operator": (f"/operator/insiden/tanah-laut/{ID}", f"/operator/surat/tanah-laut/{ID}"),
}
WORDS = "Jembatan gantung Desa Bukit <putus>"
SHOWN = "Jembatan gantung Desa Bukit &lt;putus&gt;"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


# Werkzeug leaves the temporary file of a refused upload to the garbage collector.
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


@pytest.fixture(autouse=True)
def _as_in_real_use(flask_app: Flask) -> None:
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    _add_failing_views(flask_app)


@pytest.fixture
def away(session_factory: SessionFactory) -> Away:
    engine = session_factory.kw["bind"]
    return lambda: _locked(engine) if engine.dialect.name == "sqlite" else _refusing(engine)


@contextmanager
def _locked(engine: object) -> Iterator[None]:
    """Another process has the whole file to itself."""
    event.listen(
        engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=20"), insert=True
    )
    engine.dispose()  # type: ignore[attr-defined]
    other = create_engine(engine.url)  # type: ignore[attr-defined]
    with other.connect() as holder:
        holder.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
        holder.exec_driver_sql("BEGIN EXCLUSIVE")
        holder.exec_driver_sql("UPDATE instansi SET name = name")
        yield
        holder.rollback()
    other.dispose()


@contextmanager
def _refusing(engine: object) -> Iterator[None]:
    """The server cuts every connection and takes no new one."""
    url, name = engine.url, engine.url.database  # type: ignore[attr-defined]
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as run:
        run.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'))
        run.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        try:
            yield
        finally:
            run.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'))
    server.dispose()


def test_the_machine_that_watches_is_told_in_its_own_way(client: FlaskClient, instansi: object, away: Away) -> None:
    assert client.get("/sehat").get_json()["basis_data"] == "baik"
    with away():
        answer = client.get("/sehat")
        assert (answer.status_code, answer.mimetype) == (503, "application/json")
        assert answer.get_json() == {"basis_data": "terputus", "gangguan": ["basis_data"]}
        assert client.get("/sehat/hidup").status_code == 200
    assert client.get("/sehat").status_code == 200


@pytest.fixture(params=list(PEOPLE))
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def someone(person: str, client: FlaskClient, as_officer: Callable[..., FlaskClient], instansi: object) -> FlaskClient:
    return client if person == "citizen" else as_officer("seseorang", *PEOPLE[person])


def test_pages_are_calm_and_words_are_kept(person: str, someone: FlaskClient, away: Away) -> None:
    token = token_in(someone.get("/petugas/sandi" if person != "citizen" else "/petugas/masuk").text)
    form = {"csrf_token": token, "uraian": WORDS, "nama": WORDS}
    with away():
        for place in ASKED[person]:
            answer = someone.get(place)
            assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10"), place
            assert "Layanan sedang tidak tersedia" in answer.text, place
        for place in SENT[person]:
            answer = someone.post(place, data=form)
            assert answer.status_code in (405, 503), place
            assert answer.status_code == 405 or SHOWN in answer.text, place
            assert answer.status_code == 405 or f'action="{place}"' in answer.text, place
    assert someone.get(ASKED[person][0]).status_code == 200


def test_every_other_refusal_has_its_page_too(person: str, someone: FlaskClient, away: Away) -> None:
    """An address that is nobody's, a form that is too old or too large, a fault of ours: none asks who is here."""
    token = token_in(someone.get("/petugas/sandi" if person != "citizen" else "/petugas/masuk").text)
    form = {"csrf_token": token, "uraian": WORDS}
    with away():
        for method, place, status in (
            ("GET", "/tidak/ada", 404), ("GET", "/petugas/keluar", 405), ("GET", "/uji/rusak", 500),
            ("POST", "/uji/rusak", 500), ("GET", "/uji/hilang", 404), ("GET", "/uji/terlarang", 403),
            ("POST", "/uji/didahului", 409), ("POST", "/uji/banyak", 429),
        ):  # fmt: skip
            answer = someone.open(place, method=method, data=form if method == "POST" else None)
            assert answer.status_code == status, place
            assert '<html lang="id"' in answer.text, place
            assert method == "GET" or SHOWN in answer.text, place
        aged = someone.post("/uji/rusak", data={"csrf_token": "lama", "uraian": WORDS}, headers=OWN_PAGE)
        assert (aged.status_code, SHOWN in aged.text) == (400, True)
        large = someone.post("/uji/rusak", data=form | {"uraian": "x" * 600_000}, content_type="multipart/form-data")
        assert large.status_code == 413


def _add_failing_views(app: Flask) -> None:
    from werkzeug.exceptions import TooManyRequests

    faults: dict[str, Exception] = {
        "rusak": RuntimeError(), "hilang": NotFoundError("hilang"), "terlarang": NotAllowedError("terlarang"),
        "didahului": ConflictError("didahului"), "banyak": TooManyRequests(),
    }  # fmt: skip

    @app.route("/uji/<name>", methods=["GET", "POST"])
    @public
    def failing(name: str) -> str:
        raise faults[name]


def test_words_that_travel_through_the_log_in_page_survive_it(
    client: FlaskClient, away: Away, instansi: object
) -> None:
    form = {"csrf_token": token_in(client.get("/petugas/masuk").text), "uraian": WORDS}
    page = client.post(f"/petugas/tugas/{ID}", data=form).text
    kept = page.partition('name="titipan" value="')[2].partition('"')[0]
    assert kept
    entry = {"csrf_token": token_in(page), "nama_pengguna": "siti", "kata_sandi": PASSWORD, "titipan": kept}
    with away():
        answer = client.post("/petugas/masuk", data=entry)
    assert answer.status_code == 503
    assert SHOWN in answer.text
    assert f'action="/petugas/tugas/{ID}"' in answer.text
    assert PASSWORD not in answer.text


def test_what_a_stranger_sent_in_somebodys_name_is_not_offered(
    client: FlaskClient, away: Away, instansi: object
) -> None:
    with away():
        answer = client.post("/tanah-laut/lapor", data={"uraian": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 503
    assert SHOWN not in answer.text
