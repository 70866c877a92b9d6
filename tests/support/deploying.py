"""Files of a test become a version: judged and deployed at once, where nobody else waits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import ProcessVersion
from engine.running.runtime import Runtime
from engine.workshop import deploy_judged, judge


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
    bundle = judge(files, runtime, process_id=process_id, roles=roles, given=given)
    there = {"instansi_id": instansi_id, "process_id": process_id}
    return deploy_judged(session, runtime, **there, bundle=bundle, by=by, scenarios=scenarios)
