"""The files of `deploy/` fit the program: commands, settings, sizes and figures that they name exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

import app
from complaints.settings import Settings, doubts
from complaints.upkeep import Condition, Pulse
from complaints.upkeep.installation import Totals, Verification
from complaints.upkeep.metrics import gauges
from complaints.upkeep.storage import Storage
from tests.house.files import ROOT
from web.oversized import READ_AT_MOST_TIMES

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WEB = (DEPLOY / "systemd" / "alur-web.service").read_text(encoding="utf-8")
HARDENED = WEB.partition("NoNewPrivileges=yes")[2].partition("\n[Install]")[0].strip()
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def _settings(folder: Path, text: str) -> Settings:
    pairs = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return Settings.from_env(pairs | {"ALUR_DATA_DIR": str(folder)})


def test_the_example_of_settings_is_accepted_without_a_doubt(tmp_path: Path) -> None:
    read = _settings(tmp_path, (DEPLOY / "systemd" / "alur.env.example").read_text(encoding="utf-8"))
    assert read.https
    assert doubts(read) == []


def _commands() -> Iterator[list[str]]:
    for unit in UNITS:
        line = re.search(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert line is not None, unit
        words = shlex.split(line[1])
        words = shlex.split(words[-1]) if words[0] == "/bin/sh" else words
        yield words[words.index("app.py") + 1 :]
    for service in yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))[
        "services"
    ].values():
        if "command" in service:
            yield service["command"]


def test_every_command_is_one_of_the_program() -> None:
    found = list(_commands())
    assert len(found) == 4 + 3
    for command in found:
        assert callable(app.parser().parse_args(command).run)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_has_no_more_rights_than_it_needs(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("User=alur", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"):
        assert f"\n{line}\n" in text
    assert text.partition("NoNewPrivileges=yes")[2].partition("\n[Install]")[0].strip() == HARDENED, "the same for all"


@pytest.mark.parametrize("name", ["alur-web.service", "alur-worker.service"])
def test_a_unit_lets_a_process_beside_set_its_limits(name: str) -> None:
    """What owners draw is computed only within limits (`engine/running/confined.py`), and never leaves its memory on a disk."""
    lines = (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines()
    filters = [line.removeprefix("SystemCallFilter=") for line in lines if line.startswith("SystemCallFilter=")]
    denied = {word for each in filters if each.startswith("~") for word in each[1:].split()}
    assert "@system-service" in filters, "it holds the calls: setpriority, setrlimit, prlimit64"
    assert denied == {"@privileged"}, "and this group holds none of them"
    assert "LimitCORE=0" in lines
    assert "KillMode=mixed" in lines, "who began it ends it"


def test_a_proxy_lets_through_what_the_application_wants_to_answer_itself() -> None:
    most = Settings(secret_key="").max_body_bytes * READ_AT_MOST_TIMES >> 20
    assert f"client_max_body_size        {most}m;" in (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    caddy = (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    assert caddy.count(f"{most}MB") == 3


def _figures() -> set[str]:
    state = Condition(Pulse("baik", NOW), 0, None, 1, ())
    every = gauges(
        now=NOW,
        state=state,
        waiting=Totals(0, 0, 0, None, 0, 0),
        room=Storage(1, 1, 1, 1),
        verified=Verification(NOW, 0, ()),
    )
    return {each.name for each in every}


@pytest.mark.parametrize("name", ["alerts.yaml", "dashboard.json"])
def test_alerts_and_dashboard_ask_for_figures_that_there_are(name: str) -> None:
    text = (DEPLOY / "monitoring" / name).read_text(encoding="utf-8")
    parsed = json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
    asked = [panel["targets"] for panel in parsed["panels"]] if "panels" in parsed else [parsed["groups"][0]["rules"]]
    named = {word for rows in asked for row in rows for word in re.findall(r"\balur_\w+", row["expr"])}
    assert named <= _figures()
    assert len(named) >= 9


def test_every_figure_is_on_the_dashboard() -> None:
    text = (DEPLOY / "monitoring" / "dashboard.json").read_text(encoding="utf-8")
    assert {name for name in _figures() if name not in text} == {"alur_up"}


def test_the_image_is_made_of_files_that_there_are() -> None:
    script = DEPLOY / "container" / "build.sh"
    packed = re.search(r"git archive HEAD -- ([^|]*)\|", script.read_text(encoding="utf-8"))
    assert packed is not None
    assert [name for name in packed[1].split() if not (ROOT / name).exists()] == []
    for each in (script, DEPLOY / "systemd" / "alur"):
        assert subprocess.run(["bash", "-n", each], check=False).returncode == 0
    image = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    assert "\nUSER 10001\n" in image
    copied = re.search(r"compileall -q (.*)", image)
    assert copied is not None
    assert set(copied[1].split()) <= set(packed[1].split())
