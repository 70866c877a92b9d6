"""Drafts that pass the gate and then want everything: each is one process without a complaint, with its scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.support import diagrams as d

PROCESS = "kegiatan_uji"
TASK, FORM = "Task_kerja", "isian_uji"
ROLE = "admin_instansi"


@dataclass(frozen=True)
class HostileDraft:
    """Its files, and what its scenario does behind the start."""

    files: dict[str, str]
    steps: tuple[str, ...] = ()
    said: str = ""
    """Part of what the owner reads of it."""

    def scenario(self) -> str:
        """The file of its scenario."""
        steps = "".join(f"  - {step}\n" for step in (*self.steps, "expect: {ended: End_selesai}"))
        return (
            f'scenario: "Segalanya"\nprocess: {PROCESS}\nstart: 2026-03-09T09:00+08:00\n'
            f"begin: {{start: Start_mulai, as: {ROLE}}}\nsteps:\n{steps}"
        )


def _main(nodes: Iterable[d.Node], *flows: d.Flow, **more: str) -> dict[str, str]:
    """A process that begins as an activity does, then its own nodes; `flows` begin at `Task_buka`."""
    begin = d.node("startEvent", "Start_mulai", peran=ROLE)
    opened = d.operation("Task_buka", "buka_kegiatan", **{"param.judul": "Uji", "param.periode": "bulan_ini"})
    text = d.process(PROCESS, [begin, opened, *nodes, d.end()], [*d.chain("Start_mulai", "Task_buka"), *flows])
    return {f"{PROCESS}.bpmn": text} | {
        f"{name}.{'form' if part.startswith('{') else 'bpmn'}": part for name, part in more.items()
    }


def _user(node_id: str = TASK, **given: str) -> d.Node:
    return d.user(node_id, role=ROLE, **given)


def loop() -> HostileDraft:
    """Round and round through a call that waits for nobody."""
    nodes = [_user(form=FORM), d.xor("Gateway_masuk"), d.call("Call_anak", "anak_uji"), d.xor("Gateway_lagi")]
    flows = [*d.chain("Task_buka", TASK, "Gateway_masuk", "Call_anak", "Gateway_lagi"),
             d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi = false")]  # fmt: skip
    child = d.process("anak_uji", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
    files = _main(nodes, *flows, anak_uji=child, **{FORM: d.form(FORM, lagi="checkbox")})
    step = f"complete: {{task: {TASK}, as: {ROLE}, answers: {{lagi: true}}}}"
    return HostileDraft(files, (step,), "kali melewati")


def doubling(depth: int = 16) -> HostileDraft:
    """Each process calls the next one twice; none calls itself."""
    named = {
        f"uji_{n}": d.process(
            f"uji_{n}",
            [d.start(), d.call("Call_satu", f"uji_{n + 1}"), d.call("Call_dua", f"uji_{n + 1}"), d.end()],
            d.chain("Start_mulai", "Call_satu", "Call_dua", "End_selesai"),
        )
        for n in range(depth)
    }
    last = d.process(f"uji_{depth}", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
    nodes = [d.call("Call_awal", "uji_0")]
    flows = d.chain("Task_buka", "Call_awal", "End_selesai")
    return HostileDraft(_main(nodes, *flows, **named, **{f"uji_{depth}": last}), said="langkah tanpa menunggu")


def deep(depth: int = 40) -> HostileDraft:
    """Each process calls the next one, and the last one has a task."""
    named = {
        f"uji_{n}": d.process(
            f"uji_{n}",
            [d.start(), d.call("Call_satu", f"uji_{n + 1}"), d.end()],
            d.chain("Start_mulai", "Call_satu", "End_selesai"),
        )
        for n in range(depth)
    }
    last = d.process(f"uji_{depth}", [d.start(), _user(), d.end()], d.chain("Start_mulai", TASK, "End_selesai"))
    nodes = [d.call("Call_awal", "uji_0")]
    flows = d.chain("Task_buka", "Call_awal", "End_selesai")
    return HostileDraft(_main(nodes, *flows, **named, **{f"uji_{depth}": last}), said="lebih dari 20 tingkat")


def instances() -> HostileDraft:
    """A task for each of forty, within a call for each of forty, within a call for each of forty."""
    listed = "[" + ", ".join(str(n) for n in range(40)) + "]"
    inner = d.process(
        "dalam_uji",
        [
            d.start(),
            d.node("userTask", TASK, d.instances(listed, "satu"), attributes=f'camunda:candidateGroups="{ROLE}"'),
            d.end(),
        ],
        d.chain("Start_mulai", TASK, "End_selesai"),
    )
    outer = d.process(
        "luar_uji",
        [d.start(), d.call("Call_dalam", "dalam_uji", d.instances(listed, "dua")), d.end()],
        d.chain("Start_mulai", "Call_dalam", "End_selesai"),
    )
    nodes = [d.call("Call_luar", "luar_uji", d.instances(listed, "tiga"))]
    flows = d.chain("Task_buka", "Call_luar", "End_selesai")
    return HostileDraft(_main(nodes, *flows, dalam_uji=inner, luar_uji=outer), said="langkah tanpa menunggu")


def cycle(text: str = "R/PT1H") -> HostileDraft:
    """A reminder each hour, and years to wait."""
    nodes = [_user(), d.boundary("Boundary_ingat", TASK, d.timer("timeCycle", text)), d.end("End_ingat")]
    flows = [*d.chain("Task_buka", TASK, "End_selesai"), *d.chain("Boundary_ingat", "End_ingat")]
    return HostileDraft(_main(nodes, *flows), ("wait: {until: 2028-03-09}",), "batas waktu berbunyi")


def expression() -> HostileDraft:
    """A condition as long as they may be, asked in each round of a loop."""
    long = " or ".join("a=a" for _ in range(70))
    nodes = [_user(form=FORM), d.xor("Gateway_masuk"), d.call("Call_anak", "anak_uji"), d.xor("Gateway_lagi")]
    back = d.Flow("Gateway_lagi", "Gateway_masuk", f"lagi = true and ({long.replace('a', 'lagi')})", name="Lagi")
    flows = [*d.chain("Task_buka", TASK, "Gateway_masuk", "Call_anak", "Gateway_lagi"), back,
             d.flow("Gateway_lagi", "End_selesai", "lagi = false")]  # fmt: skip
    child = d.process("anak_uji", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
    files = _main(nodes, *flows, anak_uji=child, **{FORM: d.form(FORM, lagi="checkbox")})
    step = f"complete: {{task: {TASK}, as: {ROLE}, answers: {{lagi: true}}}}"
    return HostileDraft(files, (step,), "kali melewati")


KINDS = {each.__name__: each for each in (loop, doubling, deep, instances, cycle, expression)}
