"""The editors of the workshop as a process owner has them before them, and what can be read in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from tests.support.demo import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORKSHOP = Path(__file__).parents[2] / "web" / "frontend" / "workshop"
WORDS: dict[str, str] = json.loads((WORKSHOP / "words.json").read_text())
LETTERS = re.compile(r"[A-Za-z]{2}")
VISIBLE = """() => {
  const seen = new Set();
  const shown = (e) => e.tagName === "OPTION" ? shown(e.closest("select")) : e.checkVisibility({ visibilityProperty: true });
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const element = node.nodeType === 3 ? node.parentElement : node;
    if (element.closest("script, style, #temuan, .alur-finding, #pratinjau, #keadaan, svg text, .bio-properties-panel-input, .tjs-container td, .cm-editor")
        && !element.closest("select")) continue;
    if (!shown(element)) continue;
    const said = node.nodeType === 3 ? [node.data] : ["title", "placeholder", "aria-label", "alt"].map((name) => node.getAttribute(name));
    said.filter(Boolean).forEach((text) => text.trim() && seen.add(text.trim()));
  }
  return [...seen];
}"""


def begin_draft(page: Page, process: str, username: str = "proses.ngawi", title: str = "Uji penyunting") -> str:
    """Logs in and begins a draft; its path."""
    log_in(page, username)
    page.goto(f"/pemilik/proses/{process}")
    page.get_by_label("Judul konsep baru").fill(title)
    page.get_by_role("button", name="Buat konsep").click()
    page.wait_for_url(re.compile("/pemilik/konsep/"))
    return page.url


def open_editor(page: Page, draft: str, name: str) -> None:
    """Opens a file and waits until it stands there."""
    page.goto(f"{draft}/berkas/{name}")
    page.wait_for_selector("html[data-ready=true]", timeout=20_000)


def put_file(page: Page, draft: str, name: str, text: str | bytes) -> None:
    """Brings a file into the draft, by the field for files."""
    page.goto(draft)
    page.get_by_text("Muat berkas, atau mulai yang baru").click()
    content = text.encode() if isinstance(text, str) else text
    page.locator("input[type=file][name=berkas]").set_input_files(
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )
    page.get_by_role("button", name="Muat").click()


def kept_once(page: Page, address: str, *parts: str) -> str:
    """The file at this address as soon as it holds all of these, asked for from an editor's page; at most 10 s."""
    text: str = page.evaluate(
        """async ([address, parts]) => {
          for (const begin = Date.now(); Date.now() - begin < 10_000; await new Promise((again) => setTimeout(again, 50))) {
            const text = await (await fetch(address)).text();
            if (parts.every((part) => text.includes(part))) return text;
          }
          throw new Error(`not saved: ${parts}`);
        }""",
        [address, list(parts)],
    )
    return text


@dataclass(frozen=True)
class Vocabulary:
    """What may stand in an editor: our words, and what the file itself says."""

    texts: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def knows(self, text: str) -> bool:
        """Whether a text is one of ours, or made of ours."""
        if text in self.texts or not LETTERS.search(text):
            return True
        found = (pattern.fullmatch(text) for pattern in self.patterns)
        return any(match and all(self.knows(part.strip()) for part in match.groups()) for match in found)


def vocabulary(page: Page, content: str) -> Vocabulary:
    """Indonesian words of the editors, pick lists of this page, and what this file says."""
    texts = {value.strip() for value in WORDS.values()} | set(_said(content))
    texts |= set(_strings(json.loads(page.locator("#pilihan").text_content() or "{}")))
    patterns = [value for value in WORDS.values() if "{" in value or value.endswith(": ")]
    for source in sorted(WORKSHOP.glob("*.js")):
        code = source.read_text()
        texts |= set(re.findall(r'"([^"\n]+)"', code))
        patterns += [text for text in re.findall(r"`([^`\n]+)`", code) if "${" in text]
        patterns += [text for text in re.findall(r'\b_\(\s*"([^"\n]+)"', code) if "{" in text]
    editor = (WORKSHOP.parents[1] / "templates" / "owner" / "editor.html").read_text()
    texts |= {one for pair in re.findall(r"""_\((?:"([^"]+)"|'([^']+)')\)""", editor) for one in pair if one}
    texts |= {"Kembali", page.locator("h1").inner_text(), *page.locator(".govuk-back-link").all_inner_texts()}
    return Vocabulary(frozenset(texts), tuple(pattern for text in patterns if (pattern := _pattern(text))))


def _pattern(text: str) -> re.Pattern[str] | None:
    parts = re.split(r"\$?\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", text.strip() + ("{x}" if text.endswith(": ") else ""))
    if not LETTERS.search("".join(parts)):
        return None
    return re.compile(r"\s*(.+?)\s*".join(re.escape(part.strip()) for part in parts))


def _said(content: str) -> Iterator[str]:
    if content.startswith("{"):
        yield from _strings(json.loads(content))
        return
    for element in etree.fromstring(content.encode()).iter():
        for value in (*element.attrib.values(), element.text or ""):
            yield value.strip()
            yield from value.split(",")
            yield value.removeprefix("param.").replace("_", " ")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _strings(inner)


def foreign(page: Page, known: Vocabulary) -> set[str]:
    """What stands there and is neither Indonesian of ours nor of the file."""
    return {text for text in page.evaluate(VISIBLE) if not known.knows(text)}
