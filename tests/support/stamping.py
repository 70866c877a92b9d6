"""A time-stamping authority (RFC 3161) on loopback: its own root, and answers that are right or wrong as asked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = timedelta(days=3650)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: str, key: Any, issuer: str, signer: Any, *, root: bool, begin: datetime = BEGIN, lasts: timedelta = YEARS
) -> x509.Certificate:
    found = (
        x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + lasts)
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
    )  # fmt: skip
    if not root:
        found = found.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        found = found.add_extension(
            x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True
        )
    else:
        found = found.add_extension(
            x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True
        )
    return found.sign(signer, hashes.SHA256())


@dataclass
class Authority:
    """`says`: the moment it stamps; `wrong`: what is wrong with its answers, one of the names below."""

    says: datetime
    wrong: str = ""
    asked: int = 0
    address: str = ""
    go_on: threading.Event = field(default_factory=threading.Event)
    """Set when a server that hangs shall let go."""

    def __post_init__(self) -> None:
        self.root_key, self.key, self.strange_key = (rsa.generate_private_key(65537, 2048) for _each in range(3))
        self.root = _certificate("Akar Uji", self.root_key, "Akar Uji", self.root_key, root=True)
        self.certificate = _certificate("Cap Waktu Uji", self.key, "Akar Uji", self.root_key, root=False)
        self.expired = _certificate(
            "Cap Waktu Uji", self.key, "Akar Uji", self.root_key, root=False, lasts=timedelta(days=1)
        )
        strange = _certificate("Akar Asing", self.strange_key, "Akar Asing", self.strange_key, root=True)
        self.strange = _certificate(
            "Cap Waktu Asing", self.key, strange.subject.rfc4514_string()[3:], self.strange_key, root=False
        )

    def roots(self, folder: Path) -> Path:
        path = folder / "akar.pem"
        path.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return path

    def answer(self, body: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(body)
        imprint, nonce = asked["message_imprint"].copy(), asked["nonce"].native
        if self.wrong == "hash":
            imprint["hashed_message"] = hashlib.sha256(b"lain").digest()
        info = tsp.TSTInfo({
            "version": "v1", "policy": "1.2.3.4.1", "message_imprint": imprint, "serial_number": self.asked,
            "gen_time": self.says, "nonce": nonce + 1 if self.wrong == "nonce" else nonce,
        })  # fmt: skip
        certificate = {"expired": self.expired, "strange": self.strange}.get(self.wrong, self.certificate)
        return bytes(
            tsp.TimeStampResp(
                {
                    "status": {"status": "rejection" if self.wrong == "refused" else "granted"},
                    "time_stamp_token": self._token(info, certificate),
                }
            ).dump()
        )

    def _token(self, info: tsp.TSTInfo, certificate: x509.Certificate) -> cms.ContentInfo:
        der = certificate.public_bytes(serialization.Encoding.DER)
        shown = asn1_x509.Certificate.load(der)
        content = info.dump()
        signing = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(der).digest()}]})
        attributes = cms.CMSAttributes([
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [signing]}),
        ])  # fmt: skip
        signature = self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        signer = cms.SignerInfo({
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber({"issuer": shown.issuer, "serial_number": shown.serial_number})}),
            "digest_algorithm": sha256, "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}), "signature": signature,
        })  # fmt: skip
        signed = cms.SignedData({
            "version": "v3", "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
            "certificates": [shown], "signer_infos": [signer],
        })  # fmt: skip
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})


@contextmanager
def stamping(says: datetime) -> Iterator[Authority]:
    """The authority, as long as it runs."""
    authority = Authority(says)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked += 1
            if authority.wrong == "hangs":
                authority.go_on.wait(30)
                return
            if authority.wrong == "status":
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            while authority.wrong == "drips" and not authority.go_on.wait(0.05):
                self.wfile.write(b"x" * 4_096)
            odd = {"huge": b"x" * 1_000_000, "nonsense": b"<html>"}
            self.wfile.write(odd.get(authority.wrong) or authority.answer(body))

        def log_message(self, *_args: Any) -> None:
            return

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    authority.address = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        authority.go_on.set()
        server.shutdown()
        server.server_close()
