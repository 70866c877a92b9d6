"""XML from a stranger: no DOCTYPE, no entities, no network, bounded size."""

from __future__ import annotations

from lxml import etree

from engine.errors import EngineError

MAX_BYTES = 2_000_000


class UnsafeXmlError(EngineError):
    """The file is not XML that may be read."""


def parse_xml(text: str) -> etree._Element:
    """The root element. Raises UnsafeXmlError with the reason in Indonesian."""
    data = text.encode("utf-8", errors="surrogatepass")
    if len(data) > MAX_BYTES:
        raise UnsafeXmlError(f"berkas lebih besar dari {MAX_BYTES // 1_000_000} MB")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnsafeXmlError("berkas berisi DOCTYPE atau ENTITY, yang tidak diizinkan")
    # The encoding is ours: one that the file declares could hide a DOCTYPE from the look above.
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsafeXmlError(f"bukan XML yang sah: {error}") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnsafeXmlError("berkas berisi DOCTYPE, yang tidak diizinkan")
    return root
