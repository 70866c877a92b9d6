"""What complaints are about, as the forms of a government name it: the choices of the question `kategori`."""

from __future__ import annotations

from engine.definition.bundle import Bundle
from engine.definition.forms.components.choices import OneOf

TOPIC = "kategori"
"""Key of the question (TL-VI.B.1.b-7); its answer is kept with the complaint."""
LONGEST = 60


def topics(bundle: Bundle) -> list[tuple[str, str]]:
    """Value and label of every subject that some form of a version offers, in their order there, each once."""
    found: dict[str, str] = {}
    for form in bundle.forms.values():
        part = form.fields.get(TOPIC)
        if isinstance(part, OneOf):
            found |= {str(each.value): each.label for each in part.fixed if str(each.value) not in found}
    return list(found.items())
