"""A process beside ours: what is computed there ends by itself or is ended, and the next thing is computed all the same."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import count

import pytest

from engine.definition.bundle import read_bundle
from engine.errors import EngineError
from engine.running.confined import Confined, FaultError, LimitsError, OverrunError


@pytest.fixture(scope="module")
def beside() -> Iterator[Confined]:
    process = Confined(seconds=0.5, prepared=[Confined.__module__])
    yield process
    process.end()


def test_its_parts_are_heard(beside: Confined) -> None:
    assert beside.ask(iter, ["satu", "dua"]) == ["satu", "dua"]
    assert beside.ask(iter, []) == []


def test_what_never_ends_is_ended(beside: Confined) -> None:
    with pytest.raises(OverrunError, match=r"0\.5 detik"):
        beside.ask(sum, count())
    assert beside.ask(iter, ["lagi"]) == ["lagi"]


def test_what_wants_all_memory_gets_none(beside: Confined) -> None:
    with pytest.raises(OverrunError, match="memori"):
        beside.ask(bytes, 1 << 40)
    assert beside._process is None, "the next one begins afresh"
    assert beside.ask(iter, ["lagi"]) == ["lagi"]


def test_without_its_limits_it_computes_nothing_and_says_so() -> None:
    unlimited = Confined(seconds=0.5, memory=1 << 70)
    for _each in range(2):
        with pytest.raises(LimitsError, match="tidak dapat dipasang") as refused:
            unlimited.ask(iter, ["satu"])
        assert refused.value.where.startswith("OverflowError ")
    unlimited.end()


def test_a_process_that_was_killed_is_replaced(beside: Confined) -> None:
    beside.begin(sum, count())
    os.kill(beside._process.pid, signal.SIGKILL)
    heard = beside.heard(wait=5)
    assert heard.ended
    assert isinstance(heard.failure, OverrunError)
    assert beside.ask(iter, ["lagi"]) == ["lagi"]


def test_a_fault_says_where_and_no_value(beside: Confined) -> None:
    with pytest.raises(FaultError) as fault:
        beside.ask(int, "rahasia")
    assert fault.value.where.startswith("ValueError ")
    assert "rahasia" not in fault.value.where + str(fault.value)


def test_a_refusal_comes_in_its_words() -> None:
    patient = Confined(seconds=20)
    with pytest.raises(EngineError) as here:
        read_bundle({"a.bpmn": "<"})
    with pytest.raises(EngineError) as there:
        patient.ask(read_bundle, {"a.bpmn": "<"})
    patient.end()
    assert str(there.value) == str(here.value)
