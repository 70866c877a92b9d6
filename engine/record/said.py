"""How a field of an event is stored and what it means, beside the field itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.record.shapes import Shape


@dataclass(frozen=True)
class Said:
    """How a field is stored, what it means, and a stored example."""

    shape: Shape
    meaning: str
    example: Any
    name: str
    required: bool
    since: int


def said(
    shape: Shape, meaning: str, example: Any, *, name: str = "", required: bool = False, since: int = 1
) -> dict[str, Said]:
    """The metadata of a field of an event."""
    return {"said": Said(shape, meaning, example, name, required, since)}


TASK_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
VERSION_ID = "0189f7e4-2f5b-7c1a-9d3e-6a1b2c3d4e5f"
DIGEST = "0" * 64
"""Of the examples."""

BOUND = (
    "Ikatan pada baris tabel lain yang ditulis bersamanya (isi laporan, identitas, berkas, pesan, surat): nama bagian "
    "(`tabel`, `tabel:id`, atau `tabel.kolom` bagi kolom yang boleh berubah), dan SHA-256 (hex) atas garam bagian, "
    "baris baru, dan daftar nilai kolomnya sebagai JSON (saat dalam UTC, tanggal ISO, bita sebagai hex). Kolom dan "
    "urutannya: `BOUND` pada tabel itu dalam program. Garam bagian: SHA-256 (hex) atas garam baris ini (`salt` pada "
    "bagian pribadi), baris baru, dan nama bagian. Pada `texts_erased`: apa yang tinggal."
)
"""What an event says of rows beside the history (`engine.record.belongings`)."""

BOUND_ACT = (
    "Ikatan pada baris tabel lain yang ditambah, diubah, atau dihapus (kosong) bersamanya, seperti `bound` pada "
    "riwayat kasus; kolom dan urutannya: `TOLD` pada tabel itu dalam program."
)
WHOLE_ACT = (
    "Bahwa sejak baris ini setiap baris tabel yang diikat tindakan (`TOLD`) sudah terikat, menurut format riwayat ini: "
    "baris yang tidak dikenal riwayat ditambahkan dari luar."
)
STANDS = (
    "Ikatan pada keadaan kasus sesudah baris ini: SHA-256 (hex) atas `[variabel, pesan yang ditunggu, SHA-256 (hex) "
    "atas keadaan pustaka, batas waktu]` sebagai JSON; tiap batas waktu `[langkah, elemen, saat dalam UTC, apakah "
    "sementara, cara menghitungnya]`, berurut."
)
SHAPES = (
    "Ikatan pada tugas yang dibuka atau diubah baris ini, menurut idnya: SHA-256 (hex) atas `[nama, kolom peran, "
    "formulir, apakah tenggatnya sementara, cara menghitung tenggatnya]` sebagai JSON."
)
"""What an event says of rows that repeat it (`engine.record.digests`)."""

CONTENT = "SHA-256 (hex) atas isi versi yang dijalankan: semua berkasnya, nama berkas berurut, sebagai JSON."
"""The content hash of a version (`Bundle.content_hash`), where a case begins to run on it."""
