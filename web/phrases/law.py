"""Stored words of the law's pages as people read them."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from werkzeug.routing import BuildError

from web.phrases.audit import ELEMENTS, SOURCES
from web.phrases.desk import readable, role

STATES = {
    "carried": (_l("dilaksanakan program"), "done"),
    "organisational": (_l("dilaksanakan orang"), "quiet"),
    "open": (_l("terbuka"), "late"),
}
NATURES = {
    "kewajiban": _l("kewajiban"),
    "kewenangan": _l("kewenangan"),
    "larangan": _l("larangan"),
    "hak": _l("hak"),
    "asas": _l("asas"),
    "pengertian": _l("pengertian"),
    "sasaran": _l("sasaran"),
    "data": _l("data"),
    "kekosongan": _l("kekosongan naskah"),
}
KINDS = {
    "elemen": _l("langkah pada diagram"),
    "formulir": _l("isian formulir"),
    "keputusan": _l("aturan tabel keputusan"),
    "operasi": _l("langkah otomatis"),
    "laporan": _l("laporan"),
    "halaman": _l("halaman"),
    "perintah": _l("perintah pengelola aplikasi"),
    "peran": _l("peran"),
    "uji": _l("uji program"),
    "pengaturan": _l("pengaturan pemerintah daerah"),
}


PAGES = {
    "public.home": _l("halaman depan pemerintah daerah"),
    "public.contact": _l("kontak, sarana, dan tata cara"),
    "public.results": _l("hasil penyelesaian untuk umum"),
    "public.handover_package": _l("berkas yang diserahkan, bagi pelapor"),
    "desk.handover_package": _l("berkas penyerahan, bagi petugas"),
    "public.lodge": _l("pendaftaran pengaduan"),
    "public.page": _l("pendaftaran: halaman formulir"),
    "public.complaint": _l("pelacakan pengaduan"),
    "desk.inbox": _l("daftar tugas petugas"),
    "audit.search": _l("pencarian auditor"),
    "law.regulation": _l("halaman peraturan ini"),
    "law.diagram": _l("diagram yang dijalankan"),
}


def state(name: str) -> str:
    """How a norm is carried out."""
    return str(STATES[name][0])


def tone(name: str) -> str:
    """The colour that repeats how a norm is carried out."""
    return STATES[name][1]


def nature(name: str) -> str:
    """What kind of norm it is."""
    return str(NATURES.get(name, name))


def kind(name: str) -> str:
    """What kind of thing carries a norm out."""
    return str(KINDS[name])


def element(name: str) -> str:
    """What kind of thing an element of a diagram is."""
    return str(ELEMENTS.get(name, readable(name)))


def source(name: str) -> str:
    """What the mark `sumber` means."""
    return str(SOURCES.get(name, readable(name)))


def roles(names: str) -> str:
    """Comma-separated roles."""
    return ", ".join(role(name.strip()) for name in names.split(",") if name.strip())


def named(place: str) -> str:
    """A pointer within its owner: `verifikasi_instansi#layak` as "Verifikasi instansi: layak"."""
    owner, _hash, part = place.partition("#")
    return f"{readable(owner)}: {readable(part).lower()}" if part else readable(owner)


def page_name(endpoint: str) -> str:
    """What a page is called."""
    return str(PAGES.get(endpoint, endpoint))


def page_address(endpoint: str) -> str:
    """Address of a page that needs nothing but its name; "" for others."""
    try:
        return url_for(endpoint)
    except BuildError:
        return ""
