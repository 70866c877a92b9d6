"""Every session of the program has a government; where governments are crossed is a closed list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import ROOT, functions, name, python_files, tree

CROSSINGS = {
    "next_due": "the worker does what is due in any government",
    "_next_due": "the worker fires what is due in any government",
    "JobTurns._claim": "the worker goes on with a job of any government",
    "Upkeep._clear": "what is over goes, whose it was",
    "_find": "a name at log-in tells which government it is of",
    "resume": "the token tells which government its person is of",
    "_found": "a key tells which person of which government it is of",
    "offered": "who is not logged in yet chooses the government",
    "touch": "the token tells which session it is",
    "close_session": "the token tells which session it is",
    "running": "the register shows which government runs which regulation",
    "condition": "the operator looks whether deadlines are kept anywhere",
    "totals": "the operator counts what waits anywhere",
    "stuck": "the operator looks after what is stuck anywhere",
    "described": "the operator is told of the whole installation",
    "waiting_homes": "the operator sends what waits anywhere",
    "found": "a token or a number tells which government was answered",
    "gaps": "an administrator is told what any government lacks",
    "_whole": "a backup is of the whole installation",
    "_verified": "the operator put the whole installation back",
    "_known": "one key signs every history",
    "append_batch": "one log holds every history",
    "_all_or_one": "the operator looks after every history",
    "run_export": "the operator looks after every history",
    "_carry_sessions": "the clock of the demo is one for all",
    "Player._next_moment": "the stories of all governments are told side by side",
    "Player._follow_starts": "the stories of all governments are told side by side",
}
"""Function -> why it crosses. A new one is a decision: say here why no government can be known there."""

UNBOUND = {
    "next_due": "bound to the government of the row it finds",
    "_fire_next": "bound to the government of the case it finds",
    "JobTurns._claim": "bound to the government of the job it finds",
    "Rounds.__call__": "which governments there are",
    "Erasing.__call__": "settings: the orders that administrators left",
    "Upkeep.__call__": "settings",
    "Upkeep._clear": "what is over in all governments",
    "log_in": "counts attempts, and finds whose name it is",
    "named": "finds whose name it is",
    "by_passkey": "finds whose key it is",
    "SharedOffset.__call__": "settings",
    "receipts": "settings",
    "_lease_order": "settings: the orders that decrees left",
    "state": "settings, and whether any government is there",
    "fill": "settings",
    "Player._next_moment": "all governments",
    "Player._follow_starts": "all governments",
    "Player._keep_receipts": "settings",
    "prepare": "decrees and settings",
    "_recompute": "settings, and which governments are there",
    "run_backup": "settings",
    "run_count": "which governments there are",
    "run_deploy": "whether the government is there",
    "run_heads": "all governments",
    "run_checkpoint": "the log is of the installation",
    "run_add": "settings: the witnesses of the log",
    "run_show": "the keys of the log are of the installation",
    "run_rotate": "the keys of the log are of the installation",
    "run_replace_lost": "the keys of the log are of the installation",
    "_told": "the keys of the log are of the installation",
    "TimeStamps._claimed": "the stamps of the log are of the installation",
    "TimeStamps._ask": "the stamps of the log are of the installation",
    "append_batch": "all governments",
    "run_verify": "settings",
    "_verified": "all governments",
    "_whole": "all governments",
    "lacking": "all governments",
    "_known": "all governments",
    "_from_database": "decrees",
    "MailboxReader._claimed": "settings",
    "MailboxReader._keep": "settings",
    "Receiving.mail": "a token tells which government was answered",
    "Receiving._stopped_at": "which governments there are; each is looked at for itself",
    "Receiving._unclaimed": "which governments there are",
    "Receiving.message": "a number tells which government was answered",
    "Receiving.not_brought": "likewise",
    "run": "a decree is of a region, not of a government (console/decree.py)",
}
"""Function -> what its session touches, though it is opened without a government."""

OPENERS = {"unit_of_work", "reading"}
MAKERS = {"make_session_factory", "sessionmaker", "Session", "scoped_session"}
MADE_BY = {
    "make_session_factory",
    "unit_of_work",
    "reading",
    "make_tools",
    "Stage.__init__",
    "_copied",
    "sessions_at",
    "run_replace_lost",
}
"""Functions that make factories of sessions, or sessions: the last one does without the key that all others need."""
RAW = {"connect", "begin", "raw_connection"}
RAW_BY = {"clear": "the demo drops its tables", "scrub": "whole tables are written anew, by no statement of a session"}
"""Functions, besides those of `migrations`, that use a connection without a session."""


def _program() -> list[Path]:
    return python_files() + python_files("console") if (ROOT / "console").is_dir() else python_files()


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the function, and the class, around it."""

    def walk(node: ast.AST, owner: str, cls: str) -> Iterator[tuple[str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield from walk(child, owner, child.name)
            elif isinstance(child, ast.FunctionDef):
                yield from walk(child, owner or ".".join(filter(None, (cls, child.name))), cls)
            else:
                if isinstance(child, ast.Call):
                    yield owner, child
                yield from walk(child, owner, cls)

    yield from walk(tree(path), "", "")


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_governments_are_crossed_where_the_list_says() -> None:
    found = {
        (path, owner)
        for path in _program()
        for owner, call in _calls(path)
        if _called(call) == "crossing" and path.name != "government.py"
    }
    assert sorted(owner for _, owner in found) == sorted(CROSSINGS)
    silent = [owner for path, owner in found if f'"{CROSSINGS[owner]}"' not in path.read_text(encoding="utf-8")]
    assert silent == []


def test_a_session_is_opened_for_a_government_or_the_list_says_why_not() -> None:
    found = {
        (path, owner)
        for path in _program()
        for owner, call in _calls(path)
        if _called(call) in OPENERS and isinstance(call.func, ast.Name) and len(call.args) + len(call.keywords) < 2
    }
    assert sorted(owner for _, owner in found) == sorted(UNBOUND)


def test_nobody_makes_sessions_or_connections_beside_these() -> None:
    found = {
        f"{name(path)}:{call.lineno} {owner}"
        for path in _program()
        for owner, call in _calls(path)
        if (_makes_sessions(call) and owner not in MADE_BY)
        or (_is_raw(call) and owner not in RAW_BY and "migrations" not in path.parts)
    }
    assert found == set()


def _makes_sessions(call: ast.Call) -> bool:
    bare = not call.args and not call.keywords and _called(call).endswith("factory")
    return bare or _called(call) in MAKERS


def _is_raw(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return _called(call) in RAW and getattr(owner, "id", getattr(owner, "attr", "")) in ("engine", "_engine")


def test_the_helper_finds_what_it_looks_for() -> None:
    calls = list(_calls(Path(__file__)))
    assert ("_program", "python_files") in {(owner, _called(call)) for owner, call in calls}
    assert len({owner for owner, _ in calls}) <= len(list(functions(Path(__file__)))) + 1
