"""Telephone numbers of complainants, as they typed them, in the one form that carriers take (E.164)."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "ID"
LONGEST = 40
_TAKES_MESSAGES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mobile(typed: str) -> str:
    """`0812-3456-7890` → `+6281234567890`; "" for what is no number that takes text messages."""
    try:
        number = phonenumbers.parse(typed[:LONGEST], HOME)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _TAKES_MESSAGES:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """As much of a number as its owner needs to know it by."""
    return f"{number[:3]}…{number[-3:]}" if number else ""
