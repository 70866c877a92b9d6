"""The OpenAPI document and the guide against the real routes, forms and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from complaints.intake import applications
from complaints.intake.file_limits import UNSET
from complaints.intake.start_form import YES
from complaints.law.bundles import ROOT
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.definition.forms import parse_form
from tests.complaints.test_attachments import geotagged
from tests.support import curl
from tests.support.citizen import TYPED, deploy_process
from tests.support.government import TANAH_LAUT, Government
from tests.support.live import serving
from web.api.blueprint import DOCUMENTS_PER_SOURCE
from web.guards import guard_of

if TYPE_CHECKING:
    from flask import Flask

    from engine.running.runtime import Runtime

BASE = f"/antarmuka/v1/{TANAH_LAUT}"
GUIDE = ROOT / "docs" / "antarmuka-aplikasi.md"
Json = dict[str, Any]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def key(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> str:
    deploy_process(session_factory, runtime)
    starts = ["Start_aplikasi_terintegrasi"]
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        return applications.create(session, runtime, instansi_id=TANAH_LAUT, name="PING", starts=starts, by=SISTEM)[1]


@pytest.fixture
def document(flask_app: Flask, key: str) -> Json:
    answer = flask_app.test_client().get(f"{BASE}/openapi.json")
    assert answer.mimetype == "application/json"
    return json.loads(answer.text)  # type: ignore[no-any-return]


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_it_is_limited_by_source(flask_app: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.document.DOCUMENTS_PER_SOURCE", replace(DOCUMENTS_PER_SOURCE, count=2))
    client = flask_app.test_client()
    codes = [client.get(f"{BASE}/openapi.json").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_it_describes_every_route_and_no_other(flask_app: Flask, document: Json) -> None:
    described = {(method, path.replace("{nomor}", "<number>")) for method, path, _ in operations(document)}
    real = {
        (method, str(rule).removeprefix("/antarmuka/v1/<instansi_id>"))
        for rule in flask_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == real
    assert document["openapi"] == "3.1.0"
    assert document["servers"][0]["url"].endswith(BASE)


def test_it_asks_for_a_key_where_the_guard_does(flask_app: Flask, document: Json) -> None:
    guards = {
        str(rule).removeprefix("/antarmuka/v1/<instansi_id>").replace("<number>", "{nomor}"): guard_of(
            flask_app.view_functions[rule.endpoint]
        )
        for rule in flask_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    for _method, path, operation in operations(document):
        guard = guards[path]
        assert guard is not None
        assert bool(operation.get("security", document["security"])) == (guard.kind == "application")


def test_every_reference_leads_somewhere(document: Json) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in reference.split("/"):
            found = found[part]
        assert found


def bodies(document: Json) -> dict[str, Json]:
    """The answers that are asked, by channel."""
    content = document["paths"]["/pengaduan"]["post"]["requestBody"]["content"]
    whole = content["application/json"]["schema"]
    return {each["properties"]["kanal"]["const"]: each["properties"]["isian"] for each in whole.get("oneOf", [whole])}


def test_the_answers_are_those_of_the_form(document: Json) -> None:
    form = parse_form((ROOT / "forms/bersama/pengaduan_masuk.form").read_text(encoding="utf-8"), name="pengaduan_masuk")
    found = bodies(document)
    assert set(found) == {"aplikasi", "aplikasi_terintegrasi"}
    asked = found["aplikasi"]["properties"]
    assert set(asked) < form.keys() - set(form.file_keys())
    assert not {"tanggal_terima", "nomor_surat", "identitas"} & set(asked)  # asked of officers alone
    assert found["aplikasi"]["required"] == ["jenis", "judul", "uraian", "minta_anonim", "minta_rahasia"]
    assert asked["uraian"]["minLength"] == 20
    assert {each["const"] for each in asked["jenis"]["oneOf"]} == {"pengaduan", "aspirasi", "permintaan_informasi"}
    assert {"const": "Pelaihari", "title": "Pelaihari"} in asked["kecamatan"]["oneOf"]
    assert asked["tanggal_kejadian"]["format"] == "date"
    assert asked["minta_nama_tersembunyi"]["type"] == "boolean"
    assert "Wajib bila ditanyakan" in asked["nama"]["description"]
    multipart = document["paths"]["/pengaduan"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert multipart["properties"]["data_dukung"]["maxItems"] == UNSET.files
    assert True in YES


def test_what_it_requires_is_enough_and_needed(flask_app: Flask, key: str, document: Json) -> None:
    """Without a name: exactly the required answers lodge, and whichever is left out is refused by name."""
    required = bodies(document)["aplikasi_terintegrasi"]["required"]
    typed = {name: {**TYPED, "minta_anonim": "ya"}[name] for name in required}
    client = flask_app.test_client()
    for number, left_out in enumerate([*required, ""]):
        answer = client.post(
            f"{BASE}/pengaduan",
            json={"isian": {name: value for name, value in typed.items() if name != left_out}},
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": f"wajib-{number:012}"},
        )
        assert str(answer.status_code) in document["paths"]["/pengaduan"]["post"]["responses"]
        assert answer.status_code == (422 if left_out else 201), answer.text
        if left_out:
            assert left_out in [each["isian"] for each in json.loads(answer.text)["kesalahan"]]


def fits(document: Json, name: str, value: Json) -> None:
    schema = document["components"]["schemas"][name]
    assert set(value) == set(schema["properties"])
    assert set(schema["required"]) <= set(value)


@pytest.mark.parametrize("answer_to", [curl.answer_to, curl.sent_by_us])
def test_the_guide_works_as_it_is_written(
    flask_app: Flask, key: str, document: Json, tmp_path: Path, answer_to: Callable[[str, Path], bytes]
) -> None:
    """Both curl commands of the guide, run as they stand, and once more as a machine without curl would send them."""
    (tmp_path / "jalan.jpg").write_bytes(geotagged())
    lodging, reading = re.findall(r"^    curl (?:.*\\\n)+.*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    with serving(flask_app) as address:
        told = {"KUNCI": key, "ALAMAT": address}
        receipt = run(answer_to, lodging, told, tmp_path)
        fits(document, "TandaTerima", receipt)
        state = run(answer_to, reading, {**told, "NOMOR": receipt["nomor"], "KODE": receipt["kode"]}, tmp_path)
    fits(document, "Keadaan", state)
    assert state["nomor"] == receipt["nomor"]


def run(answer_to: Callable[[str, Path], bytes], command: str, told: dict[str, str], folder: Path) -> Json:
    text = command.replace("\\\n", " ")
    for name, value in told.items():
        text = text.replace(f"${name}", value)
    return json.loads(answer_to(text, folder))  # type: ignore[no-any-return]
