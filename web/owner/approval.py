"""What a colleague reads before approving: differences, the law with accepted reasons, scenarios, running cases."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.casework import copies
from complaints.workshop import jobs, overview
from complaints.workshop.scenario_check import suite
from complaints.workshop.scenario_steps import ChangedScenario, changed_scenarios
from complaints.workshop.simulation.words import NamesInScenario
from engine import workshop
from engine.definition.bundle import Bundle
from engine.errors import EngineError
from web.owner.blueprint import Owner
from web.owner.impact import standing_of
from web.owner.verdicts import verdict_of
from web.phrases import owner as words


@dataclass(frozen=True)
class Approval:
    """One draft as the page of its approval shows it."""

    groups: list[words.Told]
    verdict: workshop.Verdict
    scenarios: jobs.JobView | None
    failed: int
    current: bool
    """Whether the scenarios were played with what the draft says now."""
    changed: list[ChangedScenario]
    """Scenarios that are other ones than those of the version, with the reasons."""
    totals: dict[str, int]
    """Running cases by what would happen to them; empty when that could not be worked out now."""


def approval_of(now: Owner, draft: overview.DraftRow) -> Approval:
    """Everything that the four pages of a draft say at length, in one place."""
    verdict = verdict_of(now, draft.id)
    row = overview.draft_model(now.session, instansi_id=now.instansi_id, draft_id=draft.id)
    base = overview.version_bundle(
        now.session, instansi_id=now.instansi_id, process_id=draft.process_id, number=draft.base_number
    )
    bundle = verdict.bundle
    job = jobs.newest(now.session, instansi_id=now.instansi_id, draft_id=draft.id, kind="scenarios")
    return Approval(
        groups=words.grouped(workshop.differences(base, bundle), base, bundle) if bundle else [],
        verdict=verdict,
        scenarios=job,
        failed=sum(not each["passed"] for each in job.results) if job else 0,
        current=bool(
            job and bundle and job.finished and job.content_hash == suite(now.session, row, bundle).content_hash
        ),
        changed=changed_scenarios(
            now.session,
            instansi_id=now.instansi_id,
            draft_id=draft.id,
            names=NamesInScenario(bundle or Bundle({}), copies.names(now.session, now.instansi_id)),
        ),
        totals=_running(now, draft, bundle) if bundle and draft.process_id in bundle.diagrams else {},
    )


def _running(now: Owner, draft: overview.DraftRow, bundle: Bundle) -> dict[str, int]:
    totals = dict.fromkeys(("same", "safe", "confirm", "refused"), 0)
    try:
        found = standing_of(now, draft.process_id, bundle, but_version=draft.deployed_version_id)
    except EngineError:
        return {}
    for each in found:
        totals[each.plan.outcome.value] += len(each.cases)
    return totals
