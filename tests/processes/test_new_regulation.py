"""A regulation as a stranger brings it (`processes/contoh`): the guide is true, and what it makes runs without Python."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

import app
from complaints.demo.government import all_governments, demo_governments
from complaints.law.bundles import ROOT
from complaints.law.library import library
from complaints.people.roles import OWN_ROLES, ROLE_FINDINGS
from complaints.settings import Settings
from tests.support.accounts import PASSWORD, Account, log_in, token_in
from tests.support.desk import sent, words
from tests.web.citizen import Citizen
from web import create_app
from web.phrases.desk import role

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

GUIDE = ROOT / "docs" / "panduan-peraturan-baru.md"
LINES = [line.strip() for line in re.findall(r"^ {4}(.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)]
COMMANDS = [line for line in LINES if line.startswith(("python app.py ", "export "))]
STAYS = ("serve", "worker")
"""Commands that go on until they are stopped: read, and played by the application itself."""
FIRST = re.compile(r"^(\S+) ditambahkan\. Kata sandi pertama: (\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The commands of the guide as written, one after the other, in a folder of their own; gives what each printed."""
    folder = tmp_path_factory.mktemp("peraturan_baru")
    for name in ("processes", "forms", "docs"):
        (folder / name).symlink_to(ROOT / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield {command: _run(command, patch) for command in COMMANDS}


def _run(command: str, patch: pytest.MonkeyPatch) -> str:
    verb, *rest = shlex.split(command)
    if verb == "export":
        for name, _, value in (each.partition("=") for each in rest):
            patch.setenv(name, value)
        return ""
    arguments = rest[1:]
    if arguments[0] in STAYS:
        app.parser().parse_args(arguments)
        return ""
    with redirect_stdout(io.StringIO()) as printed:
        status = app.main(arguments)
    assert status == 0, (command, printed.getvalue())
    return printed.getvalue().strip()


@pytest.fixture(scope="module")
def application(walked: dict[str, str]) -> Iterator[Flask]:
    assert Path("coba.sqlite").exists()
    tools = app.make_tools(Settings.from_env())
    services = app.make_services(
        tools.settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime
    )
    yield create_app(services)
    tools.engine.dispose()


@pytest.fixture(scope="module")
def officers(application: Flask, walked: dict[str, str]) -> dict[str, FlaskClient]:
    """Logged in with the password that was printed, which each changes as asked."""
    passwords = dict(FIRST.findall("\n".join(walked.values())))
    return {name: _entered(application, name, passwords[name]) for name in ("loket", "camat.hulu", "camat.hilir")}


def _entered(application: Flask, username: str, password: str) -> FlaskClient:
    client = application.test_client()
    log_in(client, Account(id=uuid4(), username=username, password=password))
    token = token_in(client.get("/petugas/sandi").text)
    new = {"sandi_lama": password, "sandi_baru": PASSWORD, "sandi_ulang": PASSWORD}
    assert client.post("/petugas/sandi", data={"csrf_token": token, **new}).status_code == 302
    return client


def do_only_task(client: FlaskClient, **answers: str) -> None:
    (path,) = set(re.findall(r'href="(/petugas/tugas/[0-9a-f-]{36})"', client.get("/petugas/tugas").text))
    done = sent(client, path, client.get(path).text, **answers)
    assert done.status_code == 302, words(done.text)


def test_the_guide_has_a_command_for_every_step() -> None:
    said = [shlex.split(line)[2] for line in COMMANDS if line.startswith("python")]
    assert {"lint", "coverage", "simulate", "migrate", "create-instansi", "create-user", "deploy", *STAYS} <= set(said)


@pytest.mark.parametrize("line", [line for line in LINES if line not in COMMANDS and line != "steps:"])
def test_what_the_guide_quotes_stands_in_the_files(line: str) -> None:
    folders = [ROOT / "processes", ROOT / "forms" / "contoh"]
    files = [path for folder in folders for path in folder.rglob("*contoh*")]
    found = [path for each in files for path in ([each] if each.is_file() else each.iterdir()) if path.is_file()]
    assert any(line in path.read_text(encoding="utf-8") for path in found)


def test_every_command_of_the_guide_succeeds(walked: dict[str, str]) -> None:
    assert "0 temuan." in walked["python app.py lint processes/contoh forms/contoh"]
    assert (
        "0 elemen dan alur tidak dilalui skenario."
        in walked["python app.py simulate processes/scenarios/contoh --cakupan"]
    )
    assert walked["python app.py deploy contoh"] == "pengaduan_contoh: versi 1 diterapkan."


def test_a_complaint_is_lodged_answered_and_agreed_to_through_the_web(
    application: Flask, officers: dict[str, FlaskClient]
) -> None:
    citizen = Citizen(application, home="/contoh")
    number, secret = citizen.lodge(tanpa_nama="tidak", rahasiakan="tidak")
    do_only_task(officers["loket"], golongan="biasa", skpd="kecamatan-hulu")
    assert "Tidak ada tugas" in words(officers["camat.hilir"].get("/petugas/tugas").text)
    do_only_task(officers["camat.hulu"], jawaban="Lubang ditutup kemarin.")
    citizen.track(number, secret)
    page = citizen.get("/lacak/pengaduan").text
    assert "Menunggu Anda: setuju, atau keberatan" in words(page)
    assert "Lubang ditutup kemarin." in words(page)
    (step,) = set(re.findall(r'name="langkah"[^>]* value="([^"]+)"', page)) - {"Start_tambahan_ct"}
    assert citizen.post("/lacak/pengaduan", {"langkah": step, "setuju": "ya"}).status_code == 302
    assert "Selesai: Anda menyetujui jawaban" in words(citizen.get("/lacak/pengaduan").text)


def test_a_role_of_the_regulation_enters_letters_and_is_called_by_its_name(officers: dict[str, FlaskClient]) -> None:
    asked = words(officers["loket"].get("/petugas/pengaduan/baru").text)
    assert "Tatap muka Surat" in asked
    assert officers["camat.hulu"].get("/petugas/pengaduan/baru").status_code == 403
    assert role("petugas_loket") == "Petugas Loket Warga"


def test_the_front_page_offers_what_the_form_offers(application: Flask) -> None:
    page = words(application.test_client().get("/contoh/").text)
    assert "1 hari kerja, 12 hari, atau 21 hari kerja" in page
    assert "Aspirasi" not in page


def test_the_law_pages_show_the_example_only_where_it_runs(application: Flask, client: FlaskClient) -> None:
    shown = words(application.test_client().get("/hukum").text)
    assert "contoh, bukan peraturan nyata" in shown
    assert "Semua 732" in shown
    for address in ("/hukum", "/hukum/keputusan"):
        assert "contoh, bukan peraturan nyata" not in client.get(address).text
    for address in ("/hukum/contoh", "/hukum/norma/CT-P2(1)", "/hukum/contoh/bagian/pasal-1-9"):
        assert client.get(address, follow_redirects=True).status_code == 404


def test_the_example_is_none_of_the_five() -> None:
    assert "contoh" not in {each.id for each in demo_governments()}
    assert [each.id for each in all_governments()][5:] == ["contoh"]
    assert [each.code for each in library().registers if each.example] == ["CT"]
    assert sum(len(each.norms) for each in library().registers if not each.example) == 732


def test_it_brings_roles_of_its_own() -> None:
    assert ROLE_FINDINGS == []
    assert {"petugas_loket", "camat", "juru_damai", "majelis_warga"} <= set(OWN_ROLES)
