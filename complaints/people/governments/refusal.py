"""What is said when data do not describe a government."""

from __future__ import annotations


class GovernmentFileError(Exception):
    """The data do not describe a government; the text says what is missing or odd."""
