"""Who acts in a complaint besides people with an account."""

from __future__ import annotations

from engine.actors import Actor

PENGADU = Actor(id="pengadu", name="Pengadu")
"""The complainant, who has no account: known by number and secret of the complaint."""
