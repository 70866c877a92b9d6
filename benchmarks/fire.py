"""One worker of the timer measurement: waits for the word, then fires until nothing is due."""

from __future__ import annotations

import sys
from datetime import timedelta

from benchmarks.stage import START, bench_on
from engine.db import make_engine
from engine.running.commands import fire_due


def main(url: str) -> None:
    bench = bench_on(make_engine(url))
    bench.clock.set(START + timedelta(days=30))
    print("ready", flush=True)
    sys.stdin.readline()
    while fire_due(bench.factory, bench.runtime, limit=1_000):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
