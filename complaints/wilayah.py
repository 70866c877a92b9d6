"""Kecamatan and desa/kelurahan of an instansi.

The kecamatan is chosen; the desa is free text, the names here only help to type it: places are renamed, and a
newcomer may know only the hamlet.
"""

from __future__ import annotations

WILAYAH: dict[str, dict[str, tuple[str, ...]]] = {
    "tanah-laut": {
        "Bajuin": (
            "Bajuin", "Galam", "Ketapang", "Kunyit", "Pamalongan", "Sungai Bakar", "Tanjung", "Tebing Siring",
            "Tirta Jaya",
        ),
        "Bati-Bati": (
            "Banyu Irang", "Bati-Bati", "Bentok Darat", "Bentok Kampung", "Benua Raya", "Kait-Kait", "Kait-Kait Baru",
            "Liang Anggang", "Nusa Indah", "Padang", "Pandahan", "Sambangan", "Ujung", "Ujung Baru",
        ),
        "Batu Ampar": (
            "Ambawang", "Batu Ampar", "Bluru", "Damar Lima", "Damit", "Damit Hulu", "Durian Bungkuk", "Gunung Mas",
            "Gunung Melati", "Jilatan", "Jilatan Alur", "Pantai Linuh", "Tajau Mulya", "Tajau Pecah",
        ),
        "Bumi Makmur": (
            "Bumi Harapan", "Handil Babirik", "Handil Birayang Atas", "Handil Birayang Bawah", "Handil Gayam",
            "Handil Labuan Amas", "Handil Maluka", "Handil Suruk", "Kurau Utara", "Pantai Harapan", "Sungai Rasau",
        ),
        "Jorong": (
            "Alur", "Asam Asam", "Asam Jaya", "Asri Mulya", "Batalang", "Jorong", "Karang Rejo", "Muara Asam Asam",
            "Sabuhur", "Simpang Empat Sungai Baru", "Swarangan",
        ),
        "Kintap": (
            "Bukit Mulia", "Kebun Raya", "Kintap", "Kintap Kecil", "Kintapura", "Mekar Sari", "Muara Kintap",
            "Pandan Sari", "Pasir Putih", "Riam Adungan", "Salaman", "Sebamban Baru", "Sumber Jaya", "Sungai Cuka",
        ),
        "Kurau": (
            "Bawah Layung", "Handil Negara", "Kali Besar", "Kurau", "Maluka Baulin", "Padang Luas", "Raden",
            "Sarikandi", "Sungai Bakau", "Tambak Karya", "Tambak Sarinah",
        ),
        "Panyipatan": (
            "Batakan", "Batu Mulya", "Batu Tungku", "Bumi Asih", "Kandangan Baru", "Kandangan Lama", "Kuringkit",
            "Panyipatan", "Suka Ramah", "Tanjung Dewa",
        ),
        "Pelaihari": (
            "Ambungan", "Angsau", "Atu-Atu", "Bumi Jaya", "Guntung Besar", "Kampung Baru", "Karang Taruna",
            "Pabahanan", "Panggung", "Panggung Baru", "Panjaratan", "Pelaihari", "Pemuda", "Sarang Halang",
            "Sumber Mulia", "Sungai Riam", "Tampang", "Telaga", "Tungkaran", "Ujung Batu",
        ),
        "Takisung": (
            "Batilai", "Benua Lawas", "Benua Tengah", "Gunung Makmur", "Kuala Tambangan", "Pagatan Besar", "Ranggang",
            "Ranggang Dalam", "Sumber Makmur", "Tabanio", "Takisung", "Telaga Langsat",
        ),
        "Tambang Ulang": (
            "Bingkulu", "Gunung Raja", "Kayu Habang", "Martadah", "Martadah Baru", "Pulau Sari", "Sungai Jelai",
            "Sungai Pinang", "Tambang Ulang",
        ),
    },
}
"""instansi → kecamatan → desa and kelurahan."""


def kecamatan(instansi_id: str) -> list[str]:
    """Names of the kecamatan in alphabetical order; empty for an instansi without data."""
    return sorted(WILAYAH.get(instansi_id, {}))


def desa(instansi_id: str, *, in_kecamatan: str = "") -> list[str]:
    """Known desa and kelurahan in alphabetical order, of one kecamatan or of all."""
    by_kecamatan = WILAYAH.get(instansi_id, {})
    names = by_kecamatan.get(in_kecamatan) or tuple(name for group in by_kecamatan.values() for name in group)
    return sorted(set(names))
