"""A reader who chose English meets Indonesian only where it is marked: forms, law, diagrams, what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from lxml import html
from sqlalchemy import select

from complaints.demo.government import demo_governments
from complaints.models import Instansi, Unit, User
from complaints.people.roles import OWN_ROLES
from engine.definition.bundle import unpack
from engine.models import ProcessVersion
from tests.house import prose
from tests.support.accounts import token_in
from tests.support.demo import Demo
from tests.support.everywhere import seen_everywhere
from tests.web.five.conftest import Staff
from tests.web.five.foreign import address, belongings, may_enter
from web.guards import guard_of
from web.translations import file_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

HOME = next(home for home in demo_governments() if home.id == "tanah-laut")
READ = ("alt", "title", "placeholder", "data-label")
"""Attributes that a person reads; names of regions name what they hold, which may be a diagram."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/hukum/)[^/?]+")
NAMED = re.compile(r"/(diagram|formulir|keputusan|bagian|norma|gambar|skenario|berkas)/.*")
QUOTED = re.compile(r"“[^”]*”")


@dataclass(frozen=True)
class Words:
    """What tells Indonesian from English, and names, which are the same in both."""

    indonesian: frozenset[str]
    names: tuple[str, ...]
    """Of units, people, governments and their own roles: wherever they stand."""
    drawn: tuple[str, ...]
    """Of steps and diagrams: in a sentence of ours. Alone they are marked."""

    judged: dict[str, bool] = field(default_factory=dict)

    def are_indonesian(self, text: str) -> bool:
        if text not in self.judged:
            self.judged[text] = self._judge(text)
        return self.judged[text]

    def _judge(self, text: str) -> bool:
        text = QUOTED.sub(" ", text)
        if text.strip(" ,:·") not in self.drawn:
            text = _without(text, self.drawn)
        said = prose.words(_without(text, self.names).replace(":", " "))
        return bool(said) and 2 * sum(word in self.indonesian for word in said) >= len(said)


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        if name in text:
            text = text.replace(name, " ")
    return text


@pytest.fixture(scope="module")
def told(demo: Demo) -> Words:
    with file_of("en", "messages").open("rb") as file:
        texts = [each for each in read_po(file) if each.id]
    sources, english = (
        {word for each in texts for text in _forms(getattr(each, of)) for word in prose.words(text)}
        for of in ("id", "string")
    )
    with seen_everywhere(demo.tools.session_factory) as session:
        names = {
            name
            for column in (Unit.name, User.name, User.username, Instansi.name)
            for name in session.scalars(select(column))
        }
        bundles = [unpack(packed) for packed in session.scalars(select(ProcessVersion.bundle))]
    diagrams = [each for bundle in bundles for each in bundle.diagrams.values()]
    labels = {field.label for packed in bundles for form in packed.forms.values() for field in form.fields.values()}
    drawn = (
        labels
        | {element.name for each in diagrams for element in each.elements.values() if " " in element.name}
        | {each.name for each in diagrams}
    )
    names |= {each.name for each in OWN_ROLES.values()} | {"Pemilik Uji", "Admin Uji", "Templat uji", "Uji"}
    return Words(
        frozenset(sources - english), *(tuple(sorted(each - {""}, key=len, reverse=True)) for each in (names, drawn))
    )


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def unmarked(page: str, told: Words) -> Iterator[str]:
    """Texts of a page that are mostly Indonesian without being marked so."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        if next(each.get("lang") for each in (element, *element.iterancestors()) if each.get("lang")) == "id":
            continue
        texts = [element.text, *(child.tail for child in element), *(element.get(name) for name in READ)]
        yield from (" ".join(text.split()) for text in texts if text and told.are_indonesian(text))


def _in_english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("bahasa", "en")
    return client


def _readers(demo: Demo, staff: Staff, rule: Rule) -> Iterator[FlaskClient]:
    """Somebody who may open an address: anybody, or the first of the government's people whom it lets in."""
    guard = guard_of(demo.app.view_functions[rule.endpoint])
    if guard is None or "GET" not in (rule.methods or set()) or guard.kind in ("application", "monitor"):
        return
    people = [each.username for each in HOME.people if may_enter(guard, each)][:1]
    yield from [demo.app.test_client()] if guard.kind == "public" else map(staff, people)


def _pages(demo: Demo, staff: Staff) -> Iterator[tuple[str, TestResponse]]:
    """Every address, what the pages there lead to (one of a kind), and complaints as their authors see them."""
    ids, seen = belongings(demo, HOME).ids | {"instansi_id": HOME.id}, set()
    for rule in demo.app.url_map.iter_rules():
        if not rule.arguments <= ids.keys() | {"draft_file"} or rule.endpoint.startswith("assets."):
            continue
        for client in map(_in_english, _readers(demo, staff, rule)):
            answer = client.get(address(rule, ids))
            yield str(rule), answer
            for link in re.findall(r'href="(/[^"#]*)"', answer.text) if answer.mimetype == "text/html" else ():
                kind = NAMED.sub(r"/\1/…", ID.sub("…", link.partition("?")[0]))
                if kind not in seen and not link.startswith("/aset"):
                    seen.add(kind)
                    yield kind, client.get(unescape(link))
    for receipt in (each for each in demo.receipts if each["instansi"] == HOME.id):
        client = _in_english(demo.app.test_client())
        page = client.get(f"/{HOME.id}/lacak").text
        form = {"csrf_token": token_in(page), "nomor": receipt["number"], "kode": receipt["secret"]}
        yield receipt["judul"], client.post(f"/{HOME.id}/lacak", data=form, follow_redirects=True)


def test_every_page_is_english_but_for_what_is_marked(demo: Demo, staff: Staff, told: Words) -> None:
    found: dict[str, set[str]] = {}
    looked = 0
    for kind, answer in _pages(demo, staff):
        if answer.mimetype == "text/html" and answer.status_code < 500:
            looked += '<html lang="en"' in answer.text
            found.setdefault(kind, set()).update(unmarked(answer.text, told) if answer.text else ())
        answer.close()
    assert {kind: texts for kind, texts in found.items() if texts} == {}
    assert looked > 100
