"""Texts of form files as HTML that cannot do harm."""

from __future__ import annotations

import re
from html import escape

import nh3

TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "ul",
        "ol",
        "li",
        "h2",
        "h3",
        "h4",
        "hr",
        "blockquote",
        "code",
        "pre",
        "a",
        "span",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan"}, "td": {"colspan"}}
SCHEMES = {"https", "http", "mailto", "tel"}
CLASSES = {
    "p": "govuk-body",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "blockquote": "govuk-inset-text",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "tr": "govuk-table__row",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
}
HEADING = re.compile(r"(#{1,6})\s+(.+)")
BULLET = re.compile(r"[-*+]\s+(.+)")
NUMBERED = re.compile(r"\d{1,3}[.)]\s+(.+)")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()\s]{1,300})\)")
STRONG = re.compile(r"\*\*([^*]{1,500})\*\*|__([^_]{1,500})__")
EMPHASIS = re.compile(r"(?<![\w*])[*_]([^*_]{1,500})[*_](?![\w*])")


def safe_html(source: str) -> str:
    """Only harmless tags, no scripts, styles, pictures or event handlers; dressed in the classes of our style sheet."""
    return nh3.clean(
        source,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template"},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        set_tag_attribute_values={tag: {"class": name} for tag, name in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )


def markdown_html(source: str) -> str:
    """The small part of Markdown that form texts use, as safe HTML. Raw HTML inside is shown as text."""
    blocks = re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip())
    return safe_html("".join(_block(block) for block in blocks if block.strip()))


def _block(block: str) -> str:
    html: list[str] = []
    paragraph: list[str] = []
    listed = ""
    for line in (line.strip() for line in block.split("\n")):
        tag, text = _line(line)
        if paragraph and tag != "p":
            html.append(f"<p>{'<br>'.join(paragraph)}</p>")
            paragraph = []
        if listed and tag != listed:
            html.append(f"</{listed}>")
        if tag in ("ul", "ol") and tag != listed:
            html.append(f"<{tag}>")
        listed = tag if tag in ("ul", "ol") else ""
        if tag == "p":
            paragraph.append(_inline(text))
        elif listed:
            html.append(f"<li>{_inline(text)}</li>")
        else:
            html.append("<hr>" if tag == "hr" else f"<{tag}>{_inline(text)}</{tag}>")
    if paragraph:
        html.append(f"<p>{'<br>'.join(paragraph)}</p>")
    return "".join(html) + (f"</{listed}>" if listed else "")


def _line(line: str) -> tuple[str, str]:
    if line in ("---", "***", "___"):
        return "hr", ""
    if match := HEADING.fullmatch(line):
        return ("h2", "h2", "h3", "h4", "h4", "h4")[len(match[1]) - 1], match[2]
    for tag, pattern in (("ul", BULLET), ("ol", NUMBERED)):
        if match := pattern.fullmatch(line):
            return tag, match[1]
    return "p", line


def _inline(text: str) -> str:
    text = escape(text)
    text = LINK.sub(r'<a href="\2">\1</a>', text)
    text = STRONG.sub(lambda match: f"<strong>{match[1] or match[2]}</strong>", text)
    return EMPHASIS.sub(r"<em>\1</em>", text)
