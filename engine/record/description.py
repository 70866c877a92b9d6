"""The format of histories in words, made from `engine.record.events`: `docs/format-riwayat.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.record.advance import HistoryEvent
from engine.record.events import EVENTS, FORMAT
from engine.record.payload import said_by

OPENING = f"""# Format riwayat

Format {FORMAT}. Halaman ini dibuat dari `engine/record/events.py` dengan `app.py history-format`.

Riwayat satu kasus adalah deretan baris yang hanya ditambah, bernomor 1, 2, 3 tanpa lompatan (tabel `event`).
Yang terjadi pada satu pemerintah di luar kasus berada pada riwayat lain yang sama bentuknya (tabel `ledger_event`).
Setiap baris menyebut saatnya (`at`), jenisnya (`kind`), pelakunya (`actor`, `actor_name`, `on_behalf_of`, `role`,
`unit`), elemen diagram yang bersangkutan (`element`), dan isinya (`payload`). Isi menurut jenis diuraikan di bawah.

- **Isi disidik sebagaimana disimpan**: JSON dengan kunci berurut, tanpa spasi, UTF-8. Sidik (SHA-256) satu baris
  mencakup sidik baris sebelumnya. Baris lama tidak pernah ditulis ulang.
- **Teks orang tidak ada dalam isi.** Teks berada di bagian pribadi (`personal`), yang boleh dihapus menurut hukum; yang
  disidik hanya ikatannya (SHA-256 atas garam acak dan teks), sehingga rantai tetap utuh sesudah penghapusan.
- **Saat** ditulis menurut ISO 8601 dengan zona; **baris** ditulis sebagai daftar kolom menurut urutan yang disebut.
- **Versi format**: jenis dan bidang yang pernah ada tidak berganti nama atau arti dan tidak dihapus. Jenis atau bidang
  baru menaikkan nomor format; kolom *sejak* menyebut nomornya. Pembaca mengabaikan bidang yang tidak dikenalnya, dan
  menyebutkannya.
- Bidang yang tidak **wajib** boleh tidak ada; artinya kosong.
"""


def description() -> str:
    """The page as Markdown: every kind of row with its fields, their meaning, and an example."""
    return "\n".join([OPENING, *(line for event in EVENTS for line in _kind(event))])


def example_of(event: type[HistoryEvent]) -> dict[str, Any]:
    """A stored payload with every field of the kind."""
    return {name: said.example for name, (_, said) in said_by(event).items()}


def _kind(event: type[HistoryEvent]) -> Iterator[str]:
    yield f"## `{event.KIND}`\n"
    yield f"{event.MEANING} Sejak format {event.SINCE}.\n"
    yield "| bidang | bentuk | arti | wajib | sejak |"
    yield "|---|---|---|---|---|"
    for name, (_, said) in said_by(event).items():
        required = "ya" if said.required else ""
        yield f"| `{name}` | {said.shape.name} | {said.meaning} | {required} | {said.since} |"
    if event.PERSONAL:
        yield f"\nBagian pribadi: {event.PERSONAL}."
    yield "\n```json"
    yield json.dumps(example_of(event), ensure_ascii=False, sort_keys=True)
    yield "```\n"
