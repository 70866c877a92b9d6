"""Browser and system in words: "Chrome di Android". The browser says so itself: it tells sessions apart, no more."""

from __future__ import annotations

from flask import request

from engine.catalogue import N_, written

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
"""What stands in the header, in the order to look: most browsers claim to be Chrome and Safari too."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser() -> str:
    """Of this request; the words come from the two lists alone, whatever was sent."""
    header = request.headers.get("User-Agent", "")
    name = next((name for mark, name in BROWSERS if mark in header), "")
    system = next((name for mark, name in SYSTEMS if mark in header), "")
    if name and system:
        return written(N_("%(peramban)s di %(sistem)s"), peramban=name, sistem=system)
    return name or system or written(N_("Peramban lain"))
