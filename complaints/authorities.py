"""Authorities outside an instansi to which its complaints are forwarded or copied, as choices in a form.

They belong to the place, not to the regulation: the form is shared, the list is that of the instansi.
"""

from __future__ import annotations

NATIONAL = {
    "kementerian-pu": "Kementerian Pekerjaan Umum",
    "kementerian-kesehatan": "Kementerian Kesehatan",
    "kementerian-sosial": "Kementerian Sosial",
    "kementerian-pendidikan": "Kementerian Pendidikan",
}
BODIES = {
    "kantor-pertanahan": "Kantor Pertanahan",
    "pln": "PT PLN (Persero)",
    "bpjs-kesehatan": "BPJS Kesehatan",
    "ombudsman": "Ombudsman Republik Indonesia",
    "lainnya": "Instansi lain",
}
AROUND: dict[str, dict[str, str]] = {
    "tanah-laut": {
        "prov-kalsel": "Pemerintah Provinsi Kalimantan Selatan",
        "kota-banjarbaru": "Pemerintah Kota Banjarbaru",
        "kota-banjarmasin": "Pemerintah Kota Banjarmasin",
        "kab-banjar": "Pemerintah Kabupaten Banjar",
        "kab-tanah-bumbu": "Pemerintah Kabupaten Tanah Bumbu",
        "polres-tanah-laut": "Kepolisian Resor Tanah Laut",
    },
    "lombok-tengah": {
        "prov-ntb": "Pemerintah Provinsi Nusa Tenggara Barat",
        "kota-mataram": "Pemerintah Kota Mataram",
        "kab-lombok-barat": "Pemerintah Kabupaten Lombok Barat",
        "kab-lombok-timur": "Pemerintah Kabupaten Lombok Timur",
        "kab-lombok-utara": "Pemerintah Kabupaten Lombok Utara",
        "polres-lombok-tengah": "Kepolisian Resor Lombok Tengah",
    },
    "ngawi": {
        "prov-jatim": "Pemerintah Provinsi Jawa Timur",
        "kab-madiun": "Pemerintah Kabupaten Madiun",
        "kab-magetan": "Pemerintah Kabupaten Magetan",
        "kab-bojonegoro": "Pemerintah Kabupaten Bojonegoro",
        "kab-sragen": "Pemerintah Kabupaten Sragen",
        "polres-ngawi": "Kepolisian Resor Ngawi",
        "telkom": "PT Telkom Indonesia",
    },
}
"""instansi → its neighbours and the province above it."""


def authorities(instansi_id: str) -> dict[str, str]:
    """Slug and name: neighbours first, then ministries and national bodies."""
    return AROUND.get(instansi_id, {}) | NATIONAL | BODIES
