"""Texts of form files as HTML that cannot do harm."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

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
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope", "colspan"}, "td": {"colspan"}}
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
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
"""The page has its own h1: headings inside a form begin below it."""

MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable(["image", "code", "reference"])
)
"""As the form editor shows it (a line break is one), without pictures from elsewhere; raw HTML is shown as text."""


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
    """Markdown as safe HTML. Raw HTML inside is shown as text."""
    tokens = MARKDOWN.parse(source.strip())
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    return safe_html(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
