"""Files. The bytes go another way: the answer holds the identifiers under which they were stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms import messages
from engine.definition.forms.components.base import Field, Run, SupportsGetlist, option_labels
from engine.definition.forms.options import Options
from engine.definition.forms.source import Source

MAX_FILES = 20
IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII)
ACCEPT = re.compile(r"(?:\.[a-z0-9]{1,8}|[a-z]{1,20}/(?:\*|[a-z0-9.+-]{1,80}))", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class FilePicker(Field):
    """The options under the field's key, when supplied, are the files that this person may refer to (id, name)."""

    kind: ClassVar[str] = "filepicker"
    personal: ClassVar[bool] = True
    required_message: ClassVar[str] = messages.REQUIRED_FILE
    empty: ClassVar[list[str]] = []

    multiple: bool
    accept: tuple[str, ...]

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        accept = tuple(part.strip().lower() for part in source.text("accept").split(",") if part.strip())
        for part in accept:
            if not ACCEPT.fullmatch(part):
                source.refuse(
                    "form-value", _("`accept`: `%(value)s` bukan akhiran (.pdf) atau jenis (image/*)", value=part[:40])
                )
        return {"multiple": source.flag("multiple"), "accept": accept}

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        """Identifiers of the files kept so far (hidden inputs of the same name as the file input)."""
        return [text[:100] for text in posted.getlist(name)[:100] if text]

    def clean(self, value: object, run: Run) -> list[str]:
        if value is None or value == "":
            return []
        values = value if isinstance(value, list | tuple) else [value]
        known = {option.wire for option in run.options[self.key]} if self.key in run.options else None
        found: dict[str, None] = {}
        for item in values[:100]:
            if not isinstance(item, str) or not (item in known if known is not None else IDENTIFIER.fullmatch(item)):
                self.refuse(messages.NOT_FILE)
            found[item] = None
        return list(found)

    def verify(self, value: list[str], run: Run) -> None:
        if len(value) > 1 and not self.multiple:
            self.refuse(messages.ONE_FILE)
        if len(value) > MAX_FILES:
            self.refuse(messages.TOO_MANY_FILES, limit=MAX_FILES)

    def summarise(self, value: Any, options: Options) -> list[str]:
        return option_labels(value if isinstance(value, list) else [], options.get(self.key, ()))
