"""The small signs of BPMN, drawn in a box of 36 × 36 (events), 50 × 50 (gateways) or 16 × 16 (tasks, repetition).

Strokes and solid fills take `currentColor`, so that an executed element colours its signs too.
"""

from __future__ import annotations

from math import cos, pi, sin

from engine.definition.drawing.numbers import xy

SOLID = ' fill="currentColor" stroke="none"'
OPEN = ' fill="none"'


def _path(data: str, attributes: str = OPEN) -> str:
    return f'<path d="{data}"{attributes}/>'


def _dial() -> str:
    ticks = "".join(
        f"M{xy(18 + 9.2 * sin(turn), 18 - 9.2 * cos(turn))}L{xy(18 + 11 * sin(turn), 18 - 11 * cos(turn))}"
        for turn in (n * pi / 6 for n in range(12))
    )
    return f'<circle cx="18" cy="18" r="11"{OPEN}/>' + _path(ticks) + _path("M20 10.5L18 18L23.5 18")


def _gear() -> str:
    teeth = []
    for n in range(8):
        middle = n * pi / 4
        teeth += [(middle + turn, radius) for turn, radius in ((-0.26, 5), (-0.19, 7.2), (0.19, 7.2), (0.26, 5))]
    data = "L".join(xy(8 + radius * sin(turn), 8 - radius * cos(turn)) for turn, radius in teeth)
    return _path(f"M{data}Z", "") + '<circle cx="8" cy="8" r="2.4"/>'


TRIGGERS_CATCHING = {
    "message": _path("M9.5 12.5h17v11.5h-17z") + _path("M9.5 12.5l8.5 6.5l8.5 -6.5"),
    "timer": _dial(),
    "signal": _path("M18 9.5L26.5 24.5H9.5Z"),
    "error": _path("M10 26L14.5 11.5L20.5 20L26 10L21.5 25L15.5 16.5Z"),
    "escalation": _path("M18 9L24.5 26.5L18 20.5L11.5 26.5Z"),
    "conditional": _path("M11 9h14v18h-14z") + _path("M13 13h10M13 16.3h10M13 19.6h10M13 23h10"),
    "link": _path("M9 15h11v-4.5l8 7.5l-8 7.5v-4.5h-11z"),
    "compensate": _path("M18 11v14l-9 -7zM27 11v14l-9 -7z"),
    "multiple": _path("M18 8.5L27.5 15.5L24 26.5H12L8.5 15.5Z"),
    "parallelMultiple": _path("M15.5 9h5v6.5H27v5h-6.5V27h-5v-6.5H9v-5h6.5z"),
}
TRIGGERS_THROWING = {
    "message": _path("M9.5 11.5h17l-8.5 6.5z", SOLID) + _path("M9.5 13.4l8.5 6.6l8.5 -6.6v11h-17z", SOLID),
    "terminate": f'<circle cx="18" cy="18" r="11"{SOLID}/>',
} | {
    name: drawn.replace(OPEN, SOLID)
    for name, drawn in TRIGGERS_CATCHING.items()
    if name in {"signal", "error", "escalation", "link", "compensate", "multiple"}
}

_BOLD = ' fill="none" stroke-width="3.5"'
GATEWAYS = {
    "exclusiveGateway": _path("M18 17L32 33M32 17L18 33", _BOLD),
    "parallelGateway": _path("M25 13.5V36.5M13.5 25H36.5", _BOLD),
    "inclusiveGateway": '<circle cx="25" cy="25" r="11.5" fill="none" stroke-width="2.5"/>',
    "complexGateway": _path("M25 13V37M13 25H37M17 17L33 33M33 17L17 33", _BOLD),
    "eventBasedGateway": f'<circle cx="25" cy="25" r="12.5"{OPEN}/><circle cx="25" cy="25" r="10"{OPEN}/>'
    + _path("M25 18.5L31.2 23L28.8 30.2H21.2L18.8 23Z"),
}

TASKS = {
    "userTask": '<circle cx="8" cy="4.8" r="3.4" fill="none"/>'
    + _path("M1.5 15v-2.2c0 -2.6 2.3 -4.3 6.5 -4.3s6.5 1.7 6.5 4.3v2.2z"),
    "manualTask": _path("M1 7l4 -4h4.5v2h-2.5h7.5v2.2h-5.5h5v2.2h-5h4v2.2h-4h2.5v2h-7.5q-2 0 -3 -2z"),
    "sendTask": _path("M0.5 2.5h15l-7.5 6z", SOLID) + _path("M0.5 4.6l7.5 6l7.5 -6v9h-15z", SOLID),
    "receiveTask": _path("M0.5 3h15v10.5h-15z") + _path("M0.5 3l7.5 6l7.5 -6"),
    "serviceTask": _gear(),
    "businessRuleTask": _path("M0.5 2h15v3.4h-15z", ' fill="currentColor" fill-opacity="0.35"')
    + _path("M0.5 2h15v12h-15zM0.5 9.7h15M5 5.4v8.6"),
    "scriptTask": _path("M4 1h10q-4 3.5 0 7t0 7h-10q4 -3.5 0 -7t0 -7zM5.5 4.5h5M5.5 8h5M7 11.5h5"),
}

REPETITION = {
    "parallel": _path("M4 2v12M8 2v12M12 2v12", ' fill="none" stroke-width="2"'),
    "sequential": _path("M2 4h12M2 8h12M2 12h12", ' fill="none" stroke-width="2"'),
    "loop": _path("M5.5 13.5A6 6 0 1 1 9.5 14M5.5 13.5v-4M5.5 13.5h-4", ' fill="none" stroke-width="1.6"'),
    "closed": _path("M1.5 1.5h13v13h-13zM8 4v8M4 8h8"),
}
