"""Email addresses and telephone numbers as people in Indonesia write them."""

from __future__ import annotations

import re

LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
HOST_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
SEPARATORS = re.compile(r"[\s().\-/]")
DOMESTIC = re.compile(r"0[1-9]\d{6,11}", re.ASCII)
"""0812 3456 7890, (0511) 123456, 021-1234567: 8 to 13 digits."""
INTERNATIONAL = re.compile(r"\+(?:62[1-9]\d{6,11}|(?!62)[1-9]\d{6,13})", re.ASCII)
SERVICE = re.compile(r"1[0-9]{2,5}|0800\d{4,7}", re.ASCII)
"""Short numbers of public services (110, 112, 14045) and free ones (0800)."""


def is_email(text: str) -> bool:
    """Whether the text can be an address: the pattern of HTML and of form-js, with the lengths of mail servers."""
    local, sign, host = text.rpartition("@")
    if not sign or len(text) > 254 or not LOCAL.fullmatch(local):
        return False
    return all(HOST_PART.fullmatch(part) for part in host.split("."))


def is_phone(text: str) -> bool:
    """Whether the text can be a telephone number, domestic (`0812…`), with `+62`, `62`, `0062`, or foreign with `+`."""
    if len(text) > 40:
        return False
    digits = SEPARATORS.sub("", text).replace("+620", "+62", 1)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("62") and len(digits) >= 10:
        digits = "+" + digits
    return any(kind.fullmatch(digits) for kind in (DOMESTIC, INTERNATIONAL, SERVICE))
