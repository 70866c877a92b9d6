"""Files of a test become a version: judged and deployed at once, where nobody else waits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from complaints.operations import OPERATIONS
from engine.actors import Actor
from engine.definition.bundle import Bundle
from engine.models import ProcessVersion
from engine.running.runtime import Runtime
from engine.workshop import deploy_judged, judge

MOST = 100
JUDGED: dict[object, Bundle] = {}


def deploy(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    process_id: str,
    files: Mapping[str, str],
    roles: frozenset[str],
    by: Actor,
    given: frozenset[str] | None = None,
    scenarios: Mapping[str, str] | None = None,
) -> ProcessVersion:
    """`judge`, then `deploy_judged`."""
    bundle = judged(files, runtime, process_id=process_id, roles=roles, given=given)
    there = {"instansi_id": instansi_id, "process_id": process_id}
    return deploy_judged(session, runtime, **there, bundle=bundle, by=by, scenarios=scenarios)


def judged(
    files: Mapping[str, str], runtime: Runtime, *, process_id: str, roles: frozenset[str], given: frozenset[str] | None
) -> Bundle:
    """What the gate lets pass. With the application's operations it is asked once about the same files at a moment."""
    if runtime.operations is not OPERATIONS:
        return judge(files, runtime, process_id=process_id, roles=roles, given=given)
    now, names = runtime.clock.now(), (runtime.given, runtime.properties, roles, given)
    asked = (process_id, *names, now, tuple(sorted(files.items())))
    if asked not in JUDGED:
        if len(JUDGED) >= MOST:
            JUDGED.clear()
        JUDGED[asked] = judge(files, runtime, process_id=process_id, roles=roles, given=given)
    return JUDGED[asked]
