"""The kinds of report are those of the start form: named, explained and promised as the form and the tables say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from complaints.intake.kinds import kinds, newest_of
from complaints.tracking.expectations import promise
from engine.db import SessionFactory
from engine.definition.bundle import Bundle, read_bundle
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.support.shipped import shipped_for

PROCESS = "pengaduan_ngawi"
FORM = "pengaduan_masuk_ngawi.form"


@cache
def files() -> dict[str, str]:
    return shipped_for(PROCESS)


def changed(**question: Any) -> Bundle:
    """The process with another question about the kind of report."""
    form = json.loads(files()[FORM])
    (asked,) = (
        each for group in form["components"] for each in group.get("components", ()) if each.get("key") == "jenis"
    )
    asked.update(question)
    return read_bundle({**files(), FORM: json.dumps(form)})


def periods(bundle: Bundle, jenis: str) -> list[int]:
    return [each.count for each in promise(bundle, process_id=PROCESS, jenis=jenis).periods]


def test_kinds_stand_as_the_form_offers_them() -> None:
    values = [{"label": "Keluhan warga", "value": "keluhan"}, {"label": "Usul", "value": "usul"}]
    said = {"kolom": "pengaduan.jenis", "keterangan.usul": "Gagasan Anda", "sebutan.usul": "ide, saran"}
    found = kinds(changed(key="macam", values=values, properties=said), process_id=PROCESS)
    assert [(each.value, each.label, each.hint, each.key) for each in found] == [
        ("keluhan", "Keluhan warga", "", "macam"),
        ("usul", "Usul", "Gagasan Anda", "macam"),
    ]
    assert [each.names for each in found] == [{"keluhan"}, {"usul", "ide", "saran"}]


def test_a_government_whose_form_asks_for_no_kind_takes_complaints() -> None:
    (only,) = kinds(changed(properties={}), process_id=PROCESS)
    assert (only.value, only.label) == ("pengaduan", "Pengaduan")


def test_the_periods_of_a_kind_are_those_of_the_names_that_the_form_gives_it() -> None:
    ours = read_bundle(files())
    assert {each.value: periods(ours, each.value) for each in kinds(ours, process_id=PROCESS)} == {
        "pengaduan": [14, 60],
        "aspirasi": [14, 60],
        "permintaan_informasi": [5],
    }
    other = [{"label": "Tanya", "value": "tanya"}, {"label": "Lain", "value": "lain"}]
    said = {"kolom": "pengaduan.jenis", "sebutan.tanya": "permohonan_informasi"}
    assert periods(changed(values=other, properties=said), "tanya") == [5]


def test_a_government_without_a_process_takes_none_yet(session_factory: SessionFactory, instansi: Government) -> None:
    with everywhere(session_factory) as session:
        assert newest_of(session, instansi_id=instansi.neighbour) is None
