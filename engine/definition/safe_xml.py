"""XML from a stranger: no DOCTYPE, no entities, no network, bounded size."""

from __future__ import annotations

from lxml import etree

from engine.catalogue import _
from engine.errors import EngineError

MAX_BYTES = 2_000_000


class UnsafeXmlError(EngineError):
    """The file is not XML that may be read."""


def parse_xml(text: str) -> etree._Element:
    """The root element. Raises UnsafeXmlError with the reason in Indonesian."""
    data = text.encode("utf-8", errors="surrogatepass")
    if len(data) > MAX_BYTES:
        raise UnsafeXmlError(_("berkas lebih besar dari %(value)s MB", value=MAX_BYTES // 1000000))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnsafeXmlError(_("berkas berisi DOCTYPE atau ENTITY, yang tidak diizinkan"))
    # The encoding is ours: one that the file declares could hide a DOCTYPE from the look above.
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsafeXmlError(_("bukan XML yang sah: %(error)s", error=error)) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnsafeXmlError(_("berkas berisi DOCTYPE, yang tidak diizinkan"))
    return root
