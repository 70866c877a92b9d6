"""Channels, teams, codes of places, crest and colour: entered by an administrator, read by citizens, kept in the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from complaints.models import Instansi
from complaints.people.governments import government_of, parse_government, written_government
from complaints.people.governments.look import contrast_with_white
from complaints.people.roles import Role
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

SERVICE, LOOK = "/admin/layanan", "/admin/rupa"
TEAM = {
    "tim0:name": "Tim Koordinasi", "tim0:decree": "Keputusan Bupati Nomor 5 Tahun 2026", "tim0:head": "Ibu Tika",
    "tim0:from": "2026-01-05", "tim0:until": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, runtime: Runtime) -> FlaskClient:
    client = as_officer("rina", (Role.ADMIN, ""))
    deploy_process(session_factory, runtime)
    return client


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    return client.post(path, data={"csrf_token": token_in(client.get(path).text), **fields}, follow_redirects=True)


def png(size: tuple[int, int] = (64, 80), text: str = "") -> io.BytesIO:
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Author", text)
    Image.new("RGB", size, "red").save(out, "PNG", pnginfo=info)
    out.seek(0)
    return out


def test_a_channel_and_a_team_are_read_by_citizens(rina: FlaskClient, session_factory: SessionFactory) -> None:
    page = rina.get(SERVICE).text
    assert "call_center:phone" in page
    assert "website:phone" not in page
    reach = {"call_center:phone": "(0512) 21001", "call_center:hours": "24 jam", "call_center:map": ""}
    assert "Tersimpan" in send(rina, SERVICE, **TEAM, **reach).text
    contact = rina.get(f"/{TANAH_LAUT}/kontak").text
    for words in ("tel:(0512)21001", "24 jam", "Keputusan Bupati Nomor 5 Tahun 2026", "31 Desember 2026", "Ibu Tika"):
        assert words in contact, words
    with reading(session_factory, TANAH_LAUT) as session:
        kept = government_of(session, TANAH_LAUT)
    assert kept.values["channels"] == {"call_center": {"phone": "(0512) 21001", "hours": "24 jam"}}
    assert parse_government(written_government(kept), "x.yaml") == kept
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).authorities = {"prov-kalsel": "Pemerintah Provinsi"}
    outside = {
        "luar_prov-kalsel:phone": "123",
        "luar_prov-kalsel:hours": "www.kalselprov.go.id",
        "luar_lain:phone": "137",
    }
    assert "Tersimpan" in send(rina, SERVICE, **TEAM, **reach, **outside).text
    with reading(session_factory, TANAH_LAUT) as session:
        told = government_of(session, TANAH_LAUT).values["channels"]
    assert told["luar_prov-kalsel"] == {"phone": "123", "hours": "www.kalselprov.go.id"}
    assert "luar_lain" not in told
    assert "www.kalselprov.go.id" not in rina.get(f"/{TANAH_LAUT}/kontak").text
    assert "Tersimpan" in send(rina, SERVICE, **(TEAM | dict.fromkeys(TEAM, ""))).text
    assert "Tim Koordinasi" not in rina.get(f"/{TANAH_LAUT}/kontak").text


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"call_center:phone": "telepon saja"}, "nomor saja"),
        ({"call_center:map": "javascript:alert(1)"}, "https://"),
        ({"tim0:decree": ""}, "nomor keputusannya"),
        ({"tim0:until": "2025-01-01"}, "mendahului"),
        ({"tim0:from": "kemarin"}, "2026-03-09"),
    ],
)
def test_what_is_odd_is_refused_and_stays_typed(rina: FlaskClient, odd: dict[str, str], said: str) -> None:
    answer = send(rina, SERVICE, **(TEAM | odd))
    assert (answer.status_code, said in answer.text, "Tim Koordinasi" in answer.text) == (422, True, True)


def test_official_codes_stand_before_the_names(rina: FlaskClient, session_factory: SessionFactory) -> None:
    home = "/admin/pemerintah"
    fields = {"name": "Kabupaten Tanah Laut", "reminds_at": "16:00", "disclosure": "pelapor", "regulation": "Perbup"}
    places = "63.01.02 Bati-Bati: 63.01.02.2001 Padang, Nusa Indah\nTakisung: "
    assert "Tersimpan" in send(rina, home, **fields, wilayah=places).text
    assert places in rina.get(home).text
    with reading(session_factory, TANAH_LAUT) as session:
        values = government_of(session, TANAH_LAUT).values
    assert values["wilayah"] == {"Bati-Bati": ["Padang", "Nusa Indah"], "Takisung": []}
    assert values["region_codes"] == {"Bati-Bati": "63.01.02", "Bati-Bati/Padang": "63.01.02.2001"}
    assert "63.01.02" in rina.get(f"/{TANAH_LAUT}/kontak").text
    wrong = send(rina, home, **fields, wilayah="63.01.02 Bati-Bati: 63.01.03.2001 Padang")
    assert (wrong.status_code, "63.01.03.2001" in wrong.text) == (422, True)


def test_the_crest_is_drawn_anew_and_the_colour_can_be_read(rina: FlaskClient, session_factory: SessionFactory) -> None:
    done = send(rina, LOOK, lambang=(png(text="Rahasia Pembuat"), "l.png"), warna="#7A1F1F")
    assert "Tersimpan" in done.text
    with reading(session_factory, TANAH_LAUT) as session:
        kept = government_of(session, TANAH_LAUT)
    assert parse_government(written_government(kept), "x.yaml") == kept
    home = rina.get(f"/{TANAH_LAUT}/").text
    crest = next(part for part in home.split('"') if "/lambang/" in part)
    image = rina.get(crest)
    assert (image.content_type, b"Rahasia" in image.data) == ("image/png", False)
    assert rina.get(f"/{TANAH_LAUT}/lambang/000000000000.png").status_code == 404
    style = next(part for part in home.split('"') if "/warna/" in part)
    assert (rina.get(style).content_type, "#7a1f1f" in rina.get(style).text) == ("text/css; charset=utf-8", True)
    acts = rina.get("/admin/tindakan").text
    assert "Lambang" in acts
    assert str(kept.values["crest"])[:40] not in acts
    assert "Tersimpan" in send(rina, LOOK, tanpa_lambang="ya", warna="").text
    assert rina.get(crest).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"warna": "#ffcc00"}, "sulit dibaca"),
        ({"warna": "red;}"}, "#0f4c5c"),
        ({"lambang": (io.BytesIO(b"<svg onload=alert(1)>"), "l.png")}, "gambar PNG"),
        ({"lambang": (png((31, 64)), "l.png")}, "setiap sisi"),
        ({"lambang": (io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"x" * 210_000), "l.png")}, "200 KB"),
    ],
)
def test_an_odd_crest_or_colour_is_refused(rina: FlaskClient, fields: dict[str, object], said: str) -> None:
    answer = send(rina, LOOK, **fields)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_contrast_is_that_of_the_standard() -> None:
    assert [round(contrast_with_white(each), 1) for each in ("#000000", "#ffffff", "#767676")] == [21.0, 1.0, 4.5]
