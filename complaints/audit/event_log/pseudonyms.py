"""Names for people and complaints in what leaves the house: keyed, so that nobody without the key finds who is meant.

The same person or complaint has the same name in every export of a government, so that two of them can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from complaints.people import sealing

DIGITS = 12


@dataclass(frozen=True)
class Pseudonyms:
    """Of one government, under the key of the installation."""

    secret_key: str
    instansi_id: str

    def case(self, case_id: UUID) -> str:
        """`kasus-` and digits."""
        return f"kasus-{self._digits('kasus', str(case_id))}"

    def person(self, actor: str) -> str:
        """`petugas-` and digits for one of the staff; what is no person (`sistem`, `pengadu`) as it is called."""
        try:
            UUID(actor)
        except ValueError:
            return actor
        return f"petugas-{self._digits('petugas', actor)}"

    def _digits(self, kind: str, text: str) -> str:
        return sealing.keyed_hash(self.secret_key, f"{self.instansi_id}\0{kind}\0{text}", purpose="ekspor")[:DIGITS]
