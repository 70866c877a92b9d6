"""Reads with pm4py what `logs.py` wrote, and replays every run in its net: 1.0 as it is, less with one row missing.

A run in which an operator gave a task to somebody else is 1.0 too; one in which a token was moved is less.

Runs in an environment of its own (`make mining`): pm4py is under the AGPL and no dependency of this program.
"""

import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path

warnings.filterwarnings("ignore")
import pm4py  # noqa: E402
from pm4py.algo.conformance.tokenreplay import algorithm as token_replay  # noqa: E402

ENDED = ("selesai", "dihentikan")


def fitness(traces, net):
    """One value for each trace."""
    from pm4py.objects.log.obj import EventLog

    log = EventLog(traces)
    parameters = {"pm4py:param:activity_key": "langkah", "show_progress_bar": False}
    return [each["trace_fitness"] for each in token_replay.apply(log, *net, parameters=parameters)]


def moves(trace):
    """The trace with those events alone that move a token."""
    from pm4py.objects.log.obj import Trace

    return Trace([each for each in trace if each.get("langkah")], attributes=trace.attributes)


def without(trace, number):
    """The trace with one event less."""
    from pm4py.objects.log.obj import Trace

    return Trace([each for at, each in enumerate(trace) if at != number], attributes=trace.attributes)


def middle(trace):
    """A move half-way; not one of several items: how many there were, no net says."""
    half = len(trace) // 2
    return next(at for at in [*range(half, len(trace)), *range(half)] if not trace[at]["langkah"].endswith("/butir"))


def put_right(trace):
    """Whether somebody put it right beside its diagram, and how: "token_moved" goes before what moves no token."""
    return max((each.get("pembetulan") or "" for each in trace), default="")


def runs_of(log):
    """The runs that ended on the version on which they began, by their net and by how they were put right."""
    found = {}
    for trace in log:
        if trace.attributes["keadaan"] in ENDED and not trace.attributes["pindah_versi"]:
            found.setdefault((trace.attributes["jaring"], put_right(trace)), []).append(moves(trace))
    return found


def tell(counted, tampered, mended, imperfect):
    """Prints what was found; 1 when a run is not as it should be."""
    for home in sorted({home for home, _what in counted}):
        print(home, {what: number for (of, what), number in counted.items() if of == home})
    print("one event removed:", dict(tampered))
    for how, values in sorted(mended.items()):
        print(f"put right, {how}: {len(values)} runs, fitness {min(values):.3f} to {max(values):.3f}")
    for each in imperfect:
        print("not 1.0:", *each)
    unnoticed = min(mended.get("task_reassigned", [1.0])) < 1.0 or max(mended.get("token_moved", [0.0])) == 1.0
    return 1 if imperfect or unnoticed or tampered["found"] < tampered["forged"] else 0


def main(folder):
    """Prints what was found; 1 when a run is not 1.0, or a row that is missing was not noticed."""
    counted, tampered, imperfect, mended = Counter(), Counter(), [], {}
    for xes in sorted(folder.glob("*/*.xes")):
        home = xes.parent.name
        log = pm4py.read_xes(str(xes), return_legacy_log_object=True)
        nets = {}
        with zipfile.ZipFile(xes.with_suffix(".zip")) as archive, tempfile.TemporaryDirectory() as unpacked:
            wanted = {trace.attributes["jaring"] for trace in log}
            for name in wanted:
                nets[name] = pm4py.read_pnml(archive.extract(name, unpacked))
        ocel = pm4py.read_ocel2_json(str(xes.with_suffix(".json")))
        counted[home, "OCEL events"] += len(ocel.events)
        counted[home, "events"] += sum(len(trace) for trace in log)
        for (name, how), traces in runs_of(log).items():
            if how:
                mended.setdefault(how, []).extend(fitness(traces, nets[name]))
                continue
            for trace, found in zip(traces, fitness(traces, nets[name]), strict=True):
                counted[home, "runs"] += 1
                if found == 1.0:
                    counted[home, "runs at 1.0"] += 1
                else:
                    imperfect.append((xes.name, trace.attributes["concept:name"], name, found))
            forged = [without(trace, middle(trace)) for trace in traces if len(trace) > 2]
            values = fitness(forged, nets[name]) if forged else []
            tampered["forged"] += len(values)
            tampered["found"] += sum(value < 1.0 for value in values)
    return tell(counted, tampered, mended, imperfect)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
