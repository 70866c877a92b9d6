"""Pemeriksa bukti Alur: satu berkas, pustaka baku Python dan `cryptography`, tanpa program Alur dan tanpa jaringan.

    python periksa-alur.py --kunci KUNCI bukti BUKTI [--teks TEKS] [--lampiran FOTO …] [--saksi KUNCI …]
    python periksa-alur.py --kunci KUNCI riwayat RIWAYAT.jsonl [--titik TITIK …]   (hasil `app.py history-export`)
    python periksa-alur.py --kunci KUNCI kasus KASUS.zip        (dari meja auditor, atau hasil `app.py case-export`)
    python periksa-alur.py --kunci KUNCI lanjutan LAMA BARU JALUR      (dua titik periksa; /segel/konsistensi)
KUNCI: kunci log, dari /segel dan lebih dahulu dicatat, atau dari saksi: yang datang bersama bukti tidak membuktikan
pembuatnya. Bila pernah diganti: --daftar DAFTAR (/segel/daftar-kunci; bukti lengkap memuatnya); pengganti kunci yang
hilang hanya berlaku dengan persetujuan --saksi. Dasarnya: SHA-256, Ed25519, RFC 9162 bagian 2.1, C2SP.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial, reduce
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES, MOST_LINE = 1_000_000, 10_000_000  # sebuah bukti penerimaan; satu baris riwayat
# Kolom baris riwayat (docs/format-riwayat.md): 11 isi (JSON; `bound`: ikatannya), 13 sidik baris sebelumnya.
PAYLOAD, PREVIOUS, GENESIS = 11, 13, "0" * 64
NUMBER, TITLE, TEXT, RECEIVED, FILE_NAME, FILE_SHA256 = 0, 2, 3, 15, 0, 3  # nilai laporan dan berkas: format-ekspor.md
unbase64 = partial(base64.b64decode, validate=True)
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, zlib.error)


class ProofError(Exception):
    """Ditolak, dengan sebabnya."""


def digest(values: Any, salt: str = "") -> str:
    """SHA-256 atas JSON (kunci berurut, tanpa spasi); dengan garam acak di depannya nilainya tidak dapat ditebak."""
    spelt = salt + json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelt.encode("utf-8", "surrogatepass")).hexdigest()


def opens(row: Sequence[Any], parts: Any) -> bool:
    """Apakah baris mengikat nilai-nilai ini: setiap bagian dengan garamnya."""
    found = {part: digest(each["values"], f"{each['salt']}\n") for part, each in parts.items()}
    return not found or found.items() <= json.loads(row[PAYLOAD])["bound"].items()


def node(*below: bytes, mark: bytes = b"\x01") -> bytes:
    """Simpul pohon di atas dua anaknya; dengan tanda 0 sebuah daun. Entri log: sidik baris, ditulis sebagai hex."""
    return hashlib.sha256(mark + b"".join(below)).digest()


def root_with(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Akar pohon yang memuat daun ini di tempat itu, menurut jalurnya: kebalikan RFC 9162 bagian 2.1.3.1."""
    if size == 1 or not path:
        return entry if (index, size, len(path)) == (0, 1, 0) else b""
    if index < (half := 1 << (size - 1).bit_length() - 1):
        return node(root_with(entry, index, half, path[:-1]), path[-1])
    return node(path[-1], root_with(entry, index - half, size - half, path[:-1]))


def both_roots(old: int, size: int, path: Sequence[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Akar pohon lama dan baru menurut jalurnya: kebalikan RFC 9162 bagian 2.1.4.1 (`known`: akar lama)."""
    if not 0 < old <= size or (len(path) != (known is None) if old == size else not path):
        raise ProofError("jalur antara kedua titik periksa tidak cocok")
    if old == size:
        return (path[0], path[0]) if known is None else (known, known)
    if old <= (half := 1 << (size - 1).bit_length() - 1):
        former, latter = both_roots(old, half, path[:-1], known)
        return former, node(latter, path[-1])
    former, latter = both_roots(old - half, size - half, path[:-1], None)
    return node(path[-1], former), node(path[-1], latter)


class Key(NamedTuple):
    """Kunci Ed25519, ditulis `nama+tanda+base64`; `kind` 1: log, 4: saksi; `until`: titik periksa terbesarnya."""

    name: str
    kind: int
    public: bytes
    until: float = float("inf")
    chain: tuple[Key, ...] = ()

    def verifies(self, signature: bytes, said: str) -> bool:
        with suppress(InvalidSignature):
            return Ed25519PublicKey.from_public_bytes(self.public).verify(signature, said.encode()) is None
        return False

    def signed_at(self, note: Any, size: int = 0) -> int | None:
        """Apakah catatan itu ditandatangani: 0 bagi log, saatnya (detik Unix) bagi saksi; None bila tidak."""
        for key in self.chain or (self,):
            mark = hashlib.sha256(f"{key.name}\n".encode() + bytes([key.kind]) + key.public).digest()[:4]
            for signature in [raw[4:] for name, raw in note[1] if (name, raw[:4]) == (key.name, mark)]:
                at = int.from_bytes(signature[:8], "big") if key.kind == 4 else 0
                said = f"cosignature/v1\ntime {at}\n{note[0]}" if key.kind == 4 else note[0]
                if size <= key.until and key.verifies(signature[8:] if key.kind == 4 else signature, said):
                    return at
        return None


def read_key(text: str) -> Key:
    """Kunci seperti ditulis halaman /segel."""
    name, _mark, coded = text.strip().split("+", 2)
    return Key(name, unbase64(coded)[0], unbase64(coded)[1:])


def read_note(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Teks, baris kosong, lalu baris `— nama base64` dari yang menandatanganinya."""
    said, _blank, below = text.rpartition("\n\n")
    return f"{said}\n", [(name, unbase64(coded)) for name, coded in re.findall(r"(?m)^— (\S+) (\S+)$", below)]


def with_list(key: Key, text: str, witnesses: Sequence[Key] = ()) -> Key:
    """Kunci dengan daftarnya: setiap kunci sesudah yang dipercaya ditandatangani yang sebelumnya (hilang: saksi)."""
    keys, trusts, previous, blocks = list[Key](), False, GENESIS, text.strip().split("\n\n")
    for said, below in zip(blocks[::2], blocks[1::2], strict=True):
        note = read_note(f"{said}\n\n{below}")
        *told, way, spelt, size, _root, before, _at, _end = note[0].split("\n")
        new, signers = read_key(spelt), keys[-1:] if way == "rotated" else witnesses
        linked = [*told, before, new.name] == [key.name, "alur-key/1", str(len(keys) + 1), previous, key.name]
        agreed = not trusts or any(each.signed_at(note) is not None for each in signers)
        if not linked or not agreed or new.signed_at(note) != 0:
            raise ProofError(f"daftar kunci terputus: kunci ke-{told[-1]} tidak ditandatangani kunci sebelumnya")
        keys = [*keys[:-1], *(each._replace(until=int(size)) for each in keys[-1:]), new]
        trusts, previous = trusts or new == key, hashlib.sha256(note[0].encode()).hexdigest()
    if not trusts:
        raise ProofError("kunci log itu tidak ada dalam daftar kunci")
    return key._replace(chain=tuple(keys))


def read_checkpoint(text: str, key: Key) -> tuple[int, bytes]:
    """Besar log dan akarnya, dari tiga baris: nama log, banyaknya entri, akar."""
    origin, size, root, _end = read_note(text)[0].split("\n")
    if origin != key.name or key.signed_at(read_note(text), int(size)) != 0:
        raise ProofError("titik periksa tidak ditandatangani dengan kunci log itu, atau kunci itu diganti: --daftar")
    return int(size), unbase64(root)


def read_receipt(text: str) -> Any:
    """Bukti dari berkasnya (JSON), atau dari kode pada cetakan: `ALUR1/2:….` dan seterusnya, urutan bebas."""
    packed = re.sub(r"\s", "", text[:MOST_BYTES])
    if packed.startswith("{"):
        return json.loads(text[:MOST_BYTES])
    found = re.findall(r"ALUR(\d{1,2})/(\d{1,2}):([A-Z2-7]+)\.", packed.upper())
    parts = {int(number): body for number, _of, body in found}
    if not parts or sorted(parts) != list(range(1, int(found[0][1]) + 1)):
        raise ProofError("kode bukti tidak terbaca atau terpotong: salin semuanya, dari ALUR sampai titik")
    joined = "".join(parts[number] for number in sorted(parts))
    return json.loads(zlib.decompressobj().decompress(base64.b32decode(joined + "=" * (-len(joined) % 8)), MOST_BYTES))


def check_receipt(receipt: Any, key: Key, text: str = "", files: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """`text`: teks laporan, bila bukti tidak memuatnya; `files`: nama dan SHA-256 berkas yang dicocokkan. Memberi baris
    riwayat, nilai laporan, nilai berkasnya, dan titik periksanya. ProofError: ditolak; MALFORMED: bukan bukti."""
    row, note, parts, log = receipt["row"], read_note(receipt["note"]), dict(receipt["parts"]), receipt.get("log")
    key = with_list(key, log["keys"]) if log and log.get("keys") and not key.chain else key
    if key.signed_at(note) != 0:  # 1. tanda tangan log ketika laporan diterima
        raise ProofError("tidak ditandatangani dengan kunci log itu, atau tanda tangannya diubah")
    if note[0] != f"{key.name}\nalur-receipt/1\n{digest(row)}\n":  # 2. atas baris riwayat ini
        raise ProofError("baris riwayat berbeda dari yang ditandatangani: saat atau isinya diubah")
    values = list(parts["complaint"]["values"])
    values[TEXT] = re.sub(r"\r\n?", "\n", text).strip() if text else values[TEXT]
    if values[TEXT] is None:
        raise ProofError("teks laporan diperlukan: kode pada cetakan tidak memuatnya")
    values[TITLE] = values[TEXT][:80] if values[TITLE] is None else values[TITLE]  # tanpa judul: awal uraian
    if not opens(row, {"complaint": parts.pop("complaint") | {"values": values}}):  # 3. baris itu mengikat teks ini
        raise ProofError("teks, saat, atau keterangan lain berbeda dari yang diterima waktu itu")
    if not opens(row, parts):  # 4. dan berkas-berkas ini
        raise ProofError("keterangan berkas berbeda dari yang diterima waktu itu")
    known = [each["values"] for part, each in parts.items() if part.startswith("attachment:")]
    for name in [name for name, sha256 in files if sha256 not in [each[FILE_SHA256] for each in known]]:
        raise ProofError(f"{name} bukan berkas yang diterima bersama laporan, atau isinya berubah")
    if log:  # 5. baris itu berada dalam log
        below(read_checkpoint(log["checkpoint"], key), digest(row), log)
    return {"row": row, "values": values, "files": known, "checkpoint": log["checkpoint"] if log else ""}


def below(signed: tuple[int, bytes], row_hash: str, log: Any) -> None:
    """Menolak bila baris itu tidak berada di tempatnya di bawah titik periksa."""
    entry, path = node(row_hash.encode(), mark=b"\x00"), [unbase64(each) for each in log["proof"]]
    if root_with(entry, log["index"], signed[0], path) != signed[1]:
        raise ProofError("baris itu tidak berada dalam log menurut titik periksa ini")


class History:
    """Riwayat baris demi baris, dan log yang dibangun lagi darinya: puncak setiap bagian pohon yang penuh."""

    def __init__(self, key: Key, *, whole: bool = True) -> None:  # satu kasus: barisnya membawa jalurnya sendiri
        self.key, self.keys, self.whole, self.tops = key, key.chain or (key,), whole, list[tuple[int, bytes]]()
        self.last, self.signed, self.outside, self.counted = dict[Any, Any](), [(0, b"")], 0, Counter[str]()

    def take(self, each: Any) -> None:
        """Satu baris berkas; berhenti pada yang pertama yang tidak cocok."""
        self.counted[each["kind"]] += 1
        if each["kind"] in ("row", "closed"):
            self.row(each[each["kind"]], each, each["kind"] == "closed" and not self.whole)
        elif each["kind"] == "checkpoint":
            self.signed.append(read_checkpoint(each["note"], self.key))
            if self.signed[-1] != self.log() if self.whole else len(self.signed) > 2:
                raise ProofError(f"riwayat berbeda dari titik periksa atas {self.signed[-1][0]} entri")
        elif each["kind"] == "key" and each["text"].startswith(f"{self.key.name}\nalur-key/1\n"):
            self.enter(hashlib.sha256(each["text"].encode()).hexdigest())
        elif each["kind"] == "head":  # pemerintah, riwayat, banyak baris, sidik terakhir; tanda tangan
            *named, signature = each["head"]
            if self.last.pop(tuple(named[:2]), None) != tuple(named[2:]):
                raise ProofError(f"{named}: kepala riwayat tidak cocok: terpotong atau ditambah")
            if not any(key.verifies(bytes.fromhex(signature), "/".join(map(str, named))) for key in self.keys):
                raise ProofError(f"{named}: tanda tangan kepala riwayat tidak sah")
        elif each["kind"] == "gone":
            raise ProofError(f"{each['gone']}: ada dalam log, tetapi hilang dari riwayat")
        elif each["kind"] == "end" and each["lines"] != self.counted.total():
            raise ProofError("terpotong: ada baris berkas yang hilang")

    def row(self, row: Sequence[Any], each: Any, closed: bool) -> None:
        """Baris menyambung pada yang sebelumnya, mengikat bagiannya, ada dalam log. Yang tertutup hanya sidiknya."""
        where, entry = f"{row[0]}/{row[1]} baris {row[2]}", row[3] if closed else digest(row)
        last = self.last.get((row[0], row[1]), (0, GENESIS))
        if (row[2] - 1, last[1] if closed else row[PREVIOUS]) != last:
            raise ProofError(f"{where} tidak menyambung dengan baris sebelumnya: diubah, hilang, atau disisipkan")
        self.last[row[0], row[1]] = (row[2], entry)
        if not closed and not opens(row, each.get("parts", {})):
            raise ProofError(f"{where}: keterangan berkas berbeda dari yang diikat")
        if each["logged"] and not self.whole:  # satu kasus: jalurnya di bawah satu-satunya titik periksanya
            below(self.signed[-1], entry, each)
        elif each["logged"]:  # seluruh riwayat: baris datang menurut urutan log
            self.enter(entry)
        self.outside += not each["logged"]

    def enter(self, entry: str) -> None:
        """Entri berikutnya masuk pohon."""
        top, count = node(entry.encode(), mark=b"\x00"), 1
        while self.tops and self.tops[-1][0] == count:
            top, count = node(self.tops.pop()[1], top), count * 2
        self.tops.append((count, top))

    def log(self) -> tuple[int, bytes]:
        """Besar log dan akarnya sampai di sini; (0, b"") bila tidak dibangun."""
        root = reduce(lambda right, left: node(left, right), [top for _count, top in reversed(self.tops)] or [b""])
        return sum(count for count, _top in self.tops), root

    def end(self, kept: Iterable[tuple[int, bytes]]) -> str:
        """Apa yang diperiksa. `kept`: titik periksa yang disimpan di luar; semuanya harus ada di antaranya."""
        ended = self.counted["end"] == self.counted["log"] == 1 and not self.last
        if not ended or len(self.signed) == 1 or not {*kept, self.log()} <= set(self.signed):
            raise ProofError("terpotong, atau tanpa titik periksa di atas seluruh log atau yang disimpan di luar")
        heads, rows, closed, notes = (self.counted[kind] for kind in ("head", "row", "closed", "checkpoint"))
        told = f"{rows + closed} baris" + f" ({closed} tertutup: hanya sidiknya)" * bool(closed)
        return f"{heads} riwayat, {told}, {self.outside} di antaranya di luar log, {notes} titik periksa"


def report(given: argparse.Namespace) -> Iterable[str]:
    """Memeriksa menurut perintah dan menyebut apa yang terbukti."""
    key = with_list(given.kunci, given.daftar[0].read_text("utf-8"), given.saksi) if given.daftar else given.kunci
    first, history = given.berkas[0], History(key, whole=given.apa == "riwayat")
    kept = given.berkas[:2] if given.apa == "lanjutan" else given.titik
    known = [read_checkpoint(each.read_text("utf-8"), key) for each in kept]
    if given.apa == "lanjutan":
        path = [unbase64(each) for each in given.berkas[2].read_text("ascii").split()]
        if both_roots(known[0][0], known[1][0], path, known[0][1]) != (known[0][1], known[1][1]):
            raise ProofError("titik periksa yang baru tidak melanjutkan yang lama")
        yield f"Log {key.name}: {known[1][0]} entri melanjutkan {known[0][0]} entri."
    elif given.apa == "bukti":
        files = [(each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in given.lampiran]
        text = given.teks[0].read_text("utf-8") if given.teks else ""
        found = check_receipt(read_receipt(first.read_text("utf-8")), key, text, files)
        yield f"Laporan {found['values'][NUMBER]} diterima {found['values'][RECEIVED]}, dicatat {found['row'][3]}."
        yield from (f"Berkas {each[FILE_NAME]}, SHA-256 {each[FILE_SHA256]}." for each in found["files"])
        yield "Berada dalam log." if found["checkpoint"] else "Belum dibuktikan berada dalam log: unduh bukti lengkap."
        seen = {each.name: each.signed_at(read_note(found["checkpoint"])) for each in given.saksi}
        yield from (f"Disaksikan {name} {datetime.fromtimestamp(at, UTC)}." for name, at in seen.items() if at)
    else:
        with first.open("rb") if given.apa == "riwayat" else zipfile.ZipFile(first).open("riwayat.jsonl") as lines:
            for line in iter(lambda: lines.readline(MOST_LINE), b""):
                history.take(json.loads(line))
        yield f"Diperiksa: {history.end(known)}."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Memeriksa bukti Alur; cara pakainya di awal berkas ini.")
    parser.add_argument("--kunci", required=True, type=read_key)
    parser.add_argument("apa", choices=["bukti", "riwayat", "kasus", "lanjutan"])
    parser.add_argument("berkas", nargs="+", type=Path)
    parser.add_argument("--saksi", nargs="*", type=read_key, default=[])
    for option in ("--daftar", "--teks", "--lampiran", "--titik"):
        parser.add_argument(option, nargs="*", type=Path, default=[])
    try:
        print("\n".join(report(parser.parse_args())), "COCOK", sep="\n")
    except (ProofError, *MALFORMED, OSError, zipfile.BadZipFile) as error:
        unread = f"tidak terbaca, rusak, atau terpotong ({type(error).__name__})"
        print(f"DITOLAK: {error if isinstance(error, ProofError) else unread}.")
        sys.exit(1)
