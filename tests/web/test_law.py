"""The law beside the process: from article to element and back, without account, script or stale answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.law.library import chapters, library, slug
from complaints.law.registers import Register
from complaints.workshop import passages
from complaints.workshop.mutation import results
from complaints.workshop.mutation.trial import Seen
from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.desk import words
from tests.support.government import Government
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

REAL = [each for each in library().registers if not each.example]
TASK = "telaah_nasional#Task_verifikasi_nasional"
PATHS = [
    "/hukum",
    "/hukum/keputusan",
    "/hukum/tanah-laut",
    "/hukum/tanah-laut/bagian/bab-vi",
    "/hukum/tanah-laut/diagram/pengaduan_tanah_laut",
    "/hukum/tanah-laut/formulir/verifikasi_nasional",
    "/hukum/tanah-laut/keputusan/tenggat_penyelesaian",
]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database."""
    return sqlite_factory


@pytest.fixture
def reader(client: FlaskClient, session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> FlaskClient:
    """Somebody without an account, where Tanah Laut runs its process."""
    deploy_process(session_factory, runtime)
    return client


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_open_light_and_titled(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert answer.text.count("<h1") == 1
    assert re.search(r"<title>[^<]+ – Alur</title>", answer.text)


def test_every_regulation_stands_with_its_numbers(reader: FlaskClient) -> None:
    text = reader.get("/hukum").text
    for register in REAL:
        assert f'href="/hukum/{register.slug}"' in text
        assert f">{len(register.norms)}</td>" in text
    assert "Dijalankan " in text


@pytest.mark.parametrize("register", REAL, ids=lambda register: register.code)
def test_every_norm_has_its_row_and_a_lasting_address(reader: FlaskClient, register) -> None:  # type: ignore[no-untyped-def]
    for name, norms in chapters(register).items():
        text = reader.get(f"/hukum/{register.slug}/bagian/{slug(name)}").text
        assert [norm.id for norm in norms if f'id="{norm.id}"' not in text] == []
    last = register.norms[-1]
    answer = reader.get(f"/hukum/norma/{last.id}")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/hukum/{register.slug}/bagian/")


def test_from_the_article_to_the_element_and_back(reader: FlaskClient) -> None:
    process_id, element = TASK.split("#")
    article = reader.get("/hukum/tanah-laut/bagian/bab-vi").text
    assert f'href="/hukum/tanah-laut/diagram/{process_id}#elemen-{element}"' in article
    diagram = reader.get(f"/hukum/tanah-laut/diagram/{process_id}").text
    assert f'id="elemen-{element}"' in diagram
    assert f'<a href="#elemen-{element}"' in diagram  # in the drawing
    row = diagram.partition(f'id="elemen-{element}"')[2].partition("</tr>")[0]
    back = re.findall(r'href="(/hukum/tanah-laut/bagian/[^"#]+)#([^"]+)"', row)
    assert back
    for address, norm in back:
        assert f'id="{norm}"' in reader.get(address).text
    assert 'href="/hukum/tanah-laut/formulir/verifikasi_nasional"' in row
    answer = diagram.partition("Lengkap? Tidak")[2].partition("</tr>")[0]
    assert "#TL-VI.B.1.a-10" in answer


def test_every_link_between_the_pages_of_a_regulation_leads_somewhere(reader: FlaskClient) -> None:
    """Addresses and the fragments in them."""
    pages: dict[str, str] = {}
    waiting = ["/hukum/tanah-laut", "/hukum/keputusan"]
    wanted: set[tuple[str, str]] = set()
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        answer = reader.get(address)
        assert answer.status_code == 200, address
        pages[address] = answer.text
        for found, fragment in re.findall(r'href="(/hukum/[^"#?]*)(?:\?[^"#]*)?(?:#([^"]*))?"', answer.text):
            wanted.add((found, fragment))
            if "/hukum/tanah-laut" in found and not found.endswith(".svg"):
                waiting.append(found)
    missing = [each for each in wanted if each[1] and each[0] in pages and f'id="{each[1]}"' not in pages[each[0]]]
    assert missing == []
    assert len(pages) > 40


def test_the_browser_asks_again_and_gets_nothing_new(reader: FlaskClient) -> None:
    path = "/hukum/tanah-laut/diagram/telaah_nasional"
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.cache_control.no_cache
    assert first.cache_control.private
    assert reader.get("/hukum/tanah-laut/diagram/telaah_instansi").headers["ETag"] != first.headers["ETag"]
    # Whoever switched to English is not told that the Indonesian page is still good.
    other = reader.application.test_client()
    other.set_cookie("bahasa", "en")
    english = other.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert english.status_code == 200
    assert '<html lang="en"' in english.text


def test_a_drawing_alone_is_kept_under_the_address_of_its_version(reader: FlaskClient) -> None:
    page = reader.get("/hukum/tanah-laut/diagram/telaah_nasional").text
    [address] = re.findall(r'href="(/hukum/tanah-laut/gambar/[0-9a-f]{16}/telaah_nasional.svg)"', page)
    answer = reader.get(address)
    assert answer.mimetype == "image/svg+xml"
    assert answer.cache_control.immutable
    assert reader.get(address.replace("gambar/", "gambar/0")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/hukum/belum-ada",
        "/hukum/tanah-laut/bagian/bab-xx",
        "/hukum/norma/TL-tidak.ada",
        "/hukum/norma/XX",
        "/hukum/tanah-laut/diagram/pengaduan_ngawi",
        "/hukum/subulussalam/diagram/pengaduan_subulussalam",
        "/hukum/tanah-laut/formulir/belum_ada",
        "/hukum/tanah-laut/keputusan/belum_ada",
    ],
)
def test_what_is_not_there_or_not_run_here_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_a_regulation_that_nobody_runs_is_readable_all_the_same(reader: FlaskClient) -> None:
    text = reader.get("/hukum/subulussalam").text
    assert "Tidak ada pemerintah daerah di sini" in text
    assert 'id="SB-P9(3)"' in reader.get("/hukum/subulussalam/bagian/pasal-1-9").text


def test_pages_ask_the_database_little(reader: FlaskClient, session_factory: SessionFactory) -> None:
    reader.get(PATHS[4])
    with statements(session_factory) as asked:
        reader.get(PATHS[4])
    assert len(asked) <= 2


def test_the_scenarios_that_pass_are_told_where_they_were_played_with_these_files(
    reader: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process_id, element = TASK.split("#")
    summary = tmp_path / "cakupan.csv"
    monkeypatch.setattr(passages, "SUMMARY", summary)
    path = f"/hukum/tanah-laut/diagram/{process_id}"
    assert "Skenario" not in reader.get(path).text
    summary.write_text(passages.as_text({"pengaduan_tanah_laut": {(process_id, element): 31}}, {}))
    plain, counted = reader.get(path).text, reader.get(path + "?cakupan=1").text
    assert ">31</td>" in plain
    assert "31×" not in plain
    assert "31×" in counted
    monkeypatch.setattr(passages, "digest_here", lambda *_: "lain")
    assert ">31</td>" not in reader.get(path).text


def test_forms_and_tables_are_called_as_their_files_say(reader: FlaskClient) -> None:
    page = words(reader.get("/hukum/tanah-laut/formulir/verifikasi_nasional").text)
    assert "Formulir Verifikasi pengaduan" in page
    drawn = words(reader.get(PATHS[4]).text)
    assert "Formulir Pengaduan masuk" in drawn
    called = words(reader.get("/hukum/tanah-laut/diagram/telaah_nasional").text)
    assert "Formulir Verifikasi pengaduan" in called


def test_a_norm_shows_the_scenarios_that_would_notice_its_loss(
    reader: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mutasi.csv"
    monkeypatch.setattr(results, "RESULTS", table)
    norms = [norm for norm in register_of("tanah-laut").norms if TASK in norm.carriers.get("elemen", ())]
    path = f"/hukum/tanah-laut/bagian/{slug(norms[0].chapter)}"
    assert "Bila pelaksananya diubah" not in reader.get(path).text
    changed = ("pengaduan_tanah_laut", "elemen", TASK, "peran_diganti", "apip")
    noticed = (Seen.EXPECTATION, "tanah_laut/pengaduan_01_permintaan_informasi.yaml", "abc")
    results.write([results.Outcome(*changed, *noticed)], table)
    assert "<li>pengaduan 01 permintaan informasi</li>" in reader.get(path).text


def test_a_norm_shows_the_tests_that_prove_it(reader: FlaskClient) -> None:
    register = register_of("tanah-laut")
    norm = register.norm("TL-III.tier-c")
    assert norm is not None
    text = reader.get(f"/hukum/tanah-laut/bagian/{slug(norm.chapter)}").text
    assert norm.proofs
    assert library().meanings[norm.proofs[0]] in text
    shown = text.partition(norm.proofs[0])[0]
    assert shown.rpartition("<details")[2].count("</details>") == 0, "its technical name is for who asks"


def register_of(name: str) -> Register:
    found = library().register(name)
    assert found is not None
    return found


def test_without_a_government_the_regulations_stand_alone(client: FlaskClient, session_factory: SessionFactory) -> None:
    assert client.get("/hukum/").location == "/hukum"
    text = client.get("/hukum").text
    assert text.count("Tidak dijalankan di sini") == len(REAL)
    assert client.get("/hukum/tanah-laut").status_code == 200
