"""Names for reporters who stay unknown: a flower and a number, drawn at random. They tell nothing of anybody."""

from __future__ import annotations

import secrets

FLOWERS = (
    "Alamanda", "Anggrek", "Aster", "Bakung", "Bugenvil", "Cempaka", "Dahlia", "Edelweis", "Flamboyan", "Gardenia",
    "Kaktus", "Kamboja", "Kantil", "Kemuning", "Kenanga", "Lavender", "Lili", "Mawar", "Melati", "Nusa Indah",
    "Padma", "Sakura", "Sedap Malam", "Seroja", "Seruni", "Tanjung", "Teratai", "Tulip", "Wijayakusuma", "Zinia",
)  # fmt: skip
NUMBERS = range(10, 1000)


def new_pseudonym() -> str:
    """How a reporter is addressed: "Pelapor Anggrek 27". Drawn from a secure source, with nothing of the report."""
    return f"Pelapor {secrets.choice(FLOWERS)} {secrets.choice(NUMBERS)}"
