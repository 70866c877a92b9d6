"""Reading drawn HTML as a browser and a screen reader do."""

from __future__ import annotations

from typing import Any

from lxml import html

Page = Any
"""An lxml element; the library has no useful types."""


def page(markup: str) -> Page:
    return html.fromstring(f"<form>{markup}</form>")


def text_of(element: Page) -> str:
    return " ".join(element.text_content().split())


def faults(drawn: Page) -> list[str]:
    """What no drawn form may have: equal ids, dangling references, inputs without label, anything that could run."""
    ids = [element.get("id") for element in drawn.iter() if isinstance(element.tag, str) and element.get("id")]
    found = [f"id {name} twice" for name in set(ids) if ids.count(name) > 1]
    for element in drawn.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in ("for", "aria-describedby", "aria-labelledby"):
            found += [f"{attribute} {name}" for name in (element.get(attribute) or "").split() if name not in ids]
        found += [f"attribute {name}" for name in element.attrib if name.startswith("on") or name == "style"]
        found += [f"tag {element.tag}"] if element.tag in ("script", "style", "iframe") else []
    labelled = {label.get("for") for label in drawn.iter("label")}
    for control in drawn.iter("input", "select", "textarea"):
        if control.get("type") != "hidden" and control.get("id") not in labelled:
            found.append(f"{control.get('name')} has no label")
    return found


def sent_by_browser(drawn: Page) -> dict[str, list[str]]:
    """What a browser posts when nothing is changed (buttons and files aside)."""
    found: dict[str, list[str]] = {}
    for control in drawn.iter("input", "select", "textarea"):
        name, kind = control.get("name"), control.get("type")
        if kind == "file" or (kind in ("radio", "checkbox") and control.get("checked") is None):
            continue
        if control.tag == "select":
            values = [option.get("value") for option in control.iter("option") if option.get("selected") is not None]
        elif control.tag == "textarea":
            values = [(control.text or "").removeprefix("\n")]
        else:
            values = [control.get("value") or ""]
        found.setdefault(name, []).extend(values)
    return found
