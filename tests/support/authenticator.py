"""A device that holds a passkey: it signs what a browser would ask it to, without a browser."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

OPENED = 0x05
"""Somebody was there, and the device knew who."""
NEW_KEY = 0x40


class Authenticator:
    """One key for the site of an origin."""

    def __init__(self, origin: str, site: str) -> None:
        self.origin, self.site = origin, hashlib.sha256(site.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.signed = 0

    def make(self, challenge: str) -> str:
        """The answer to a registration."""
        point = self.key.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        held = bytes(16) + len(self.id).to_bytes(2) + self.id + key
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(OPENED | NEW_KEY) + held})
        client = self._client("webauthn.create", challenge)
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def sign(self, challenge: str) -> str:
        """The answer to a log-in."""
        self.signed += 1
        data, client = self._data(OPENED), self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return self.site + bytes([flags]) + self.signed.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        told: dict[str, Any] = {each: bytes_to_base64url(value) for each, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})
