"""Pemeriksa bukti Alur: satu berkas, pustaka baku Python dan `cryptography`, tanpa program Alur dan tanpa jaringan.

    python periksa-alur.py --kunci KUNCI bukti BUKTI [--teks TEKS] [--lampiran FOTO …] [--saksi KUNCI …]
    python periksa-alur.py --kunci KUNCI riwayat RIWAYAT.jsonl [--titik TITIK …]   (hasil `app.py history-export`)
    python periksa-alur.py --kunci KUNCI kasus KASUS.zip        (dari meja auditor, atau hasil `app.py case-export`)
    python periksa-alur.py --kunci KUNCI lanjutan LAMA BARU JALUR      (dua titik periksa; /segel/konsistensi)

KUNCI: kunci log, dari halaman /segel dan lebih dahulu dicatat, atau dari pihak lain (saksi): yang datang bersama bukti
tidak membuktikan pembuatnya. Dasarnya: SHA-256, Ed25519, RFC 9162 bagian 2.1, C2SP; baris: docs/format-riwayat.md.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES, MOST_LINE = 1_000_000, 10_000_000  # sebuah bukti penerimaan; satu baris riwayat
# Kolom baris riwayat menurut urutannya: 0 pemerintah, 1 riwayat, 2 nomor, 3 saat, 4 jenis, 5 pelaku, 6 namanya, 7 atas
# nama, 8 peran, 9 unit, 10 elemen diagram, 11 isi (JSON; `bound` ikatannya), 12 ikatan teks, 13 sidik baris sebelumnya.
PAYLOAD, PREVIOUS, GENESIS = 11, 13, "0" * 64
# Nilai laporan menurut urutannya: number, kanal, judul, uraian, kecamatan, desa, lokasi, tanggal_kejadian,
# nama_tersembunyi, restricted, pseudonym, waktu_kejadian, pihak_terlibat, hubungan_pelapor, answers, received_at,
# entered_at, entered_by, entered_tier. Nilai berkas: name, media_type, size, sha256, sealed, origin, added_at.
NUMBER, TITLE, TEXT, RECEIVED, FILE_NAME, FILE_SHA256 = 0, 2, 3, 15, 0, 3
TITLE_LENGTH = 80  # judul yang tidak ditanyakan formulir adalah awal uraian
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, zlib.error)


class ProofError(Exception):
    """Ditolak, dengan sebabnya."""


def digest(values: Any, salt: str = "") -> str:
    """SHA-256 atas JSON (kunci berurut, tanpa spasi); dengan garam acak di depannya nilainya tidak dapat ditebak."""
    spelt = salt + json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelt.encode("utf-8", "surrogatepass")).hexdigest()


def opens(row: Sequence[Any], parts: Any) -> bool:
    """Apakah baris mengikat nilai-nilai ini: setiap bagian dengan garamnya."""
    bound = json.loads(row[PAYLOAD]).get("bound", {})
    return all(digest(each["values"], f"{each['salt']}\n") == bound.get(part) for part, each in parts.items())


def leaf(entry: str) -> bytes:
    """Daun pohon: entri log adalah sidik baris, ditulis sebagai hex."""
    return hashlib.sha256(b"\x00" + entry.encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Simpul pohon di atas dua anaknya."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_with(entry: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Akar pohon yang memuat daun ini di tempat itu, menurut jalurnya: kebalikan RFC 9162 bagian 2.1.3.1."""
    if not 0 <= index < size or bool(path) == (size == 1):
        raise ProofError("baris itu tidak berada dalam log menurut titik periksa ini")
    if size == 1:
        return entry
    if index < (half := 1 << (size - 1).bit_length() - 1):
        return node(root_with(entry, index, half, path[:-1]), path[-1])
    return node(path[-1], root_with(entry, index - half, size - half, path[:-1]))


def both_roots(old: int, size: int, path: Sequence[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Akar pohon lama dan baru menurut jalurnya: kebalikan RFC 9162 bagian 2.1.4.1. `known`: akar lama, selama bagian
    yang dilihat masih memuat seluruh pohon lama."""
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
    """Kunci publik Ed25519 dengan namanya, ditulis `nama+tanda+base64`; `kind` 1: log, 4: saksi."""

    name: str
    kind: int
    public: bytes

    def verifies(self, signature: bytes, said: str) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, said.encode())
        except InvalidSignature:
            return False
        return True

    def signed_at(self, note: tuple[str, list[list[str]]]) -> int | None:
        """Apakah catatan itu ditandatangani: 0 bagi log, saatnya (detik Unix) bagi saksi; None bila tidak."""
        mark = hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]
        for signature in [
            unbase64(coded)[4:] for name, coded in note[1] if (name, unbase64(coded)[:4]) == (self.name, mark)
        ]:
            seconds = int.from_bytes(signature[:8], "big")
            if self.kind == 1 and self.verifies(signature, note[0]):
                return 0
            if self.kind == 4 and self.verifies(signature[8:], f"cosignature/v1\ntime {seconds}\n{note[0]}"):
                return seconds
        return None


def unbase64(text: str) -> bytes:
    """Bita; ValueError bagi apa pun selain base64."""
    return base64.b64decode(text.encode("ascii"), validate=True)


def read_key(text: str) -> Key:
    """Kunci seperti ditulis halaman /segel."""
    name, _mark, coded = text.strip().split("+", 2)
    return Key(name, unbase64(coded)[0], unbase64(coded)[1:])


def read_note(text: str) -> tuple[str, list[list[str]]]:
    """Teks, baris kosong, lalu baris `— nama base64` dari yang menandatanganinya."""
    said, _blank, below = text.rpartition("\n\n")
    return f"{said}\n", [line.removeprefix("— ").split(" ") for line in below.splitlines()]


def read_checkpoint(text: str, key: Key) -> tuple[int, bytes]:
    """Besar log dan akarnya, dari tiga baris: nama log, banyaknya entri, akar."""
    origin, size, root, _end = read_note(text)[0].split("\n")
    if origin != key.name or key.signed_at(read_note(text)) != 0:
        raise ProofError("titik periksa tidak ditandatangani dengan kunci log itu")
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
    if key.signed_at(note) != 0:  # 1. tanda tangan log ketika laporan diterima
        raise ProofError("tidak ditandatangani dengan kunci log itu, atau tanda tangannya diubah")
    if note[0] != f"{key.name}\nalur-receipt/1\n{digest(row)}\n":  # 2. atas baris riwayat ini
        raise ProofError("baris riwayat berbeda dari yang ditandatangani: saat atau isinya diubah")
    values = list(parts["complaint"]["values"])
    values[TEXT] = re.sub(r"\r\n?", "\n", text).strip() if text else values[TEXT]
    if values[TEXT] is None:
        raise ProofError("teks laporan diperlukan: kode pada cetakan tidak memuatnya")
    values[TITLE] = values[TEXT][:TITLE_LENGTH] if values[TITLE] is None else values[TITLE]
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
    if root_with(leaf(row_hash), log["index"], signed[0], [unbase64(each) for each in log["proof"]]) != signed[1]:
        raise ProofError("baris itu tidak berada dalam log menurut titik periksa ini")


class History:
    """Riwayat baris demi baris: rantainya, kepalanya, dan log yang dibangun lagi dari barisnya terhadap titik periksa.
    Dari log hanya puncak setiap bagian pohon yang penuh yang diingat, dengan banyak daunnya."""

    def __init__(self, key: Key, *, whole: bool = True) -> None:  # satu kasus: barisnya membawa jalurnya sendiri
        self.key, self.whole, self.counted, self.tops = key, whole, Counter[str](), list[tuple[int, bytes]]()
        self.last, self.signed, self.outside = dict[tuple[Any, ...], tuple[Any, ...]](), [(0, b"")], 0

    def take(self, each: Any) -> None:
        """Satu baris berkas; berhenti pada yang pertama yang tidak cocok."""
        self.counted[each["kind"]] += 1
        if each["kind"] in ("row", "closed"):
            self.row(each[each["kind"]], each, each["kind"] == "closed" and not self.whole)
        elif each["kind"] == "checkpoint":
            self.signed.append(read_checkpoint(each["note"], self.key))
            if self.signed[-1] != self.log() if self.whole else len(self.signed) > 2:
                raise ProofError(f"riwayat berbeda dari titik periksa atas {self.signed[-1][0]} entri")
        elif each["kind"] == "head":  # pemerintah, riwayat, banyak baris, sidik terakhir; tanda tangan
            *named, signature = each["head"]
            if self.last.pop(tuple(named[:2]), None) != tuple(named[2:]):
                raise ProofError(f"{named}: kepala riwayat tidak cocok: terpotong atau ditambah")
            if not self.key.verifies(bytes.fromhex(signature), "/".join(map(str, named))):
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
            top, count = leaf(entry), 1
            while self.tops and self.tops[-1][0] == count:
                top, count = node(self.tops.pop()[1], top), count * 2
            self.tops.append((count, top))
        self.outside += not each["logged"]

    def log(self) -> tuple[int, bytes]:
        """Besar log dan akarnya sampai di sini; (0, b"") bila tidak dibangun."""
        root = self.tops[-1][1] if self.tops else b""
        for _count, top in reversed(self.tops[:-1]):
            root = node(top, root)
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
    first, key, history = given.berkas[0], given.kunci, History(given.kunci, whole=given.apa == "riwayat")
    kept = given.berkas[:2] if given.apa == "lanjutan" else given.titik
    known = [read_checkpoint(each.read_text("utf-8"), key) for each in kept]
    if given.apa == "lanjutan":
        path = [unbase64(each) for each in given.berkas[2].read_text("ascii").split()]
        if both_roots(known[0][0], known[1][0], path, known[0][1]) != (known[0][1], known[1][1]):
            raise ProofError("titik periksa yang baru tidak melanjutkan yang lama")
        yield f"Log {key.name}: {known[1][0]} entri melanjutkan {known[0][0]} entri."
    elif given.apa == "bukti":
        files = [(each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in given.lampiran]
        text = given.teks.read_text("utf-8") if given.teks else ""
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


def main() -> int:
    """0 bila cocok; 1 bila ditolak, dengan sebabnya."""
    parser = argparse.ArgumentParser(description="Memeriksa bukti Alur; cara pakainya di awal berkas ini.")
    parser.add_argument("--kunci", required=True, type=read_key)
    parser.add_argument("apa", choices=["bukti", "riwayat", "kasus", "lanjutan"])
    parser.add_argument("berkas", nargs="+", type=Path)
    parser.add_argument("--teks", type=Path)
    for name, kind in (("--lampiran", Path), ("--titik", Path), ("--saksi", read_key)):
        parser.add_argument(name, nargs="*", type=kind, default=[])
    try:
        print("\n".join(report(parser.parse_args())), "COCOK", sep="\n")
        return 0
    except ProofError as refused:
        print(f"DITOLAK: {refused}.")
    except (*MALFORMED, OSError, zipfile.BadZipFile) as error:
        print(f"DITOLAK: tidak terbaca, rusak, atau terpotong ({type(error).__name__}).")
    return 1


if __name__ == "__main__":
    sys.exit(main())
