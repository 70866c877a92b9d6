"""`python -m benchmarks`: runs every measurement, prints it beside its goal, writes `benchmarks/results.json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from benchmarks.action import action, loop, seal
from benchmarks.auditor import MINING, NOTHING, OWNER, PAGES, SEEKERS, SUPERVISOR, auditor
from benchmarks.editors import editors
from benchmarks.memory import memory
from benchmarks.pages import pages
from benchmarks.size import case_size
from benchmarks.stage import ROOT, bench_on, postgresql, sqlite
from benchmarks.timers import timers
from benchmarks.upkeep import upkeep
from benchmarks.walks import walks
from benchmarks.workshop import owners_desk

GOALS = {
    "action_ratio_sqlite": 2.2,
    "action_ratio_postgresql": 2.2,
    "action_seal_ratio_sqlite": 1.1,
    "action_seal_ratio_postgresql": 1.1,
    "action_commits": 1,
    "action_statements": 15,
    "loop_1000_ratio": 1.2,
    "case_bytes": 30 * 1024,
    "case_rows": 60,
    "sweep_ms_100k_waiting": 5.0,
    "walk_ms_sqlite": 120.0,
    "walk_ms_postgresql": 120.0,
    "walk_ratio_sqlite": 4.5,
    "walk_ratio_postgresql": 4.5,
    "walk_statements_sqlite": 120,
    "walk_statements_postgresql": 120,
    "walk_commits_sqlite": 12,
    "walk_commits_postgresql": 12,
    "inbox_ratio": 1.3,
    "task_ratio": 1.3,
    "track_ratio": 1.3,
    "trace_ratio": 1.3,
    "citizen_page_bytes": 30 * 1024,
    "citizen_js_bytes": 0,
    "gate_ms_largest": 1_000.0,
    "impact_10k_s": 10.0,
    "replay_1000_s": 60.0,
    "yearly_report_mb": 100.0,
    "yearly_report_s": 3.0,
    "decree_100k_s_sqlite": 60.0,
    "decree_100k_s_postgresql": 60.0,
    "editor_ready_ms": 2_000,
    "modeler_gzip_kb": 600,
    **{f"audit_{name}_p95_ms": 150.0 for name in (*PAGES, *SUPERVISOR)},
    **{f"audit_{name}_p95_ms": 300.0 for name in MINING},
    **{f"{name}_p95_ms": 150.0 for name in OWNER},
    **{f"find_no_{what}_{who}_p95_ms": 30.0 for what in NOTHING for who in SEEKERS},
}
"""At most."""
LEAST = {"verify_rows_per_s": 20_000, "complaints_per_s": 12.0}
"""At least."""


def actions() -> dict[str, float]:
    found: dict[str, float] = {}
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql)):
        with database() as engine:
            bench = bench_on(engine)
            measured = action(bench, engine)
            found[f"action_ratio_{name}"] = measured["ratio"]
            found[f"action_ms_{name}"] = measured["ms"]
            found[f"action_seal_ratio_{name}"] = seal(bench)
            found[f"bare_ms_{name}"] = measured["bare_ms"]
            found["action_commits"] = max(found.get("action_commits", 0), measured["commits"])
            found["action_statements"] = max(found.get("action_statements", 0), measured["statements"])
            found["loop_1000_ratio"] = max(found.get("loop_1000_ratio", 0), loop(bench))
    return found


SECTIONS: dict[str, Callable[[], dict[str, float]]] = {
    "actions": actions,
    "size": lambda: dict(case_size()),
    "timers": timers,
    "walks": walks,
    "pages": pages,
    "memory": memory,
    "workshop": owners_desk,
    "upkeep": upkeep,
    "auditor": auditor,
    "editors": editors,
}


def main(chosen: list[str]) -> int:
    """Runs all sections, or those named; 1 when a goal is missed."""
    path = ROOT / "benchmarks" / "results.json"
    results = json.loads(path.read_text()) if chosen and path.exists() else {}
    for name in chosen or SECTIONS:
        print(f"{name} …", flush=True)
        found = SECTIONS[name]()
        results |= found
        for key, value in found.items():
            print(f"  {key:<28} {value:>12}{_mark(key, value)}", flush=True)
    path.write_text(json.dumps(dict(sorted(results.items())), indent=2) + "\n")
    return 1 if any("TERLAMPAUI" in _mark(key, value) for key, value in results.items()) else 0


def _mark(key: str, value: float) -> str:
    """A measurement beside its goal; "" where it has none."""
    if key in LEAST:
        return f"  (paling sedikit {LEAST[key]}) {'baik' if value >= LEAST[key] else 'TERLAMPAUI'}"
    goal = GOALS.get(key)
    return "" if goal is None else f"  (paling banyak {goal}) {'baik' if value <= goal else 'TERLAMPAUI'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
