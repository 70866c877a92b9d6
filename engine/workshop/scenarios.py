"""Scenarios beside the files of a process: no case runs on them; they belong to a version and travel with drafts."""

from __future__ import annotations

import json
import re
import uuid
import zlib
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import ProcessVersion

ENDING = ".yaml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,79}\.yaml")


def is_scenario(name: str) -> bool:
    """Whether a file of a draft is a scenario, not a part of the process."""
    return name.endswith(ENDING)


def pack(scenarios: Mapping[str, str]) -> bytes:
    """Scenario texts by file name, as a version keeps them."""
    return zlib.compress(json.dumps(dict(sorted(scenarios.items())), ensure_ascii=False).encode(), 6)


def version_scenarios(session: Session, instansi_id: str, version_id: uuid.UUID) -> dict[str, str]:
    """Scenario texts of a version by file name."""
    packed = session.scalar(
        select(ProcessVersion.scenarios).where(
            ProcessVersion.instansi_id == instansi_id, ProcessVersion.id == version_id
        )
    )
    return dict(json.loads(zlib.decompress(packed))) if packed else {}
