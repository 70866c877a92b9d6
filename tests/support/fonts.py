"""Sets of fonts of which a browser sees one alone, whatever the machine has: they come with packages that tests install."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SETS = {
    "dejavu": ("reportlab", "fonts"),  # Bitstream Vera: the letters that DejaVu took over, wider than Arial
    "liberation": ("fontpkg_arimo", "files"),  # Arimo: the letters of Liberation Sans, as wide as Arial
}
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def only(name: str, folder: Path) -> dict[str, str]:
    """Environment in which fontconfig knows just this set; `folder` takes its configuration and its cache."""
    package, fonts = SETS[name]
    path = folder / "fonts.conf"
    path.write_text(CONFIGURATION.format(fonts=files(package) / fonts, cache=folder / "cache"), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(path)}
