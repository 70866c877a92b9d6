"""Decision tables that the gate may look through, and of which there may be many: together they take a minute."""

from __future__ import annotations

INPUTS, RULES = 3, 24


def slow_table(number: int) -> str:
    """A table at the edge of what is looked through: each rule names values of its own for three questions."""
    asked = "".join(
        f'<input id="I{number}_{at}"><inputExpression id="E{number}_{at}" typeRef="string"><text>tanya_{at}</text>'
        "</inputExpression></input>"
        for at in range(INPUTS)
    )
    entries = "".join(
        f'<rule id="R{number}_{rule}">'
        + "".join(f'<inputEntry id="N{number}_{rule}_{at}"><text>"v{rule}"</text></inputEntry>' for at in range(INPUTS))
        + f'<outputEntry id="O{number}_{rule}"><text>"a"</text></outputEntry></rule>'
        for rule in range(RULES)
    )
    rest = "".join(f'<inputEntry id="N{number}_lain_{at}"><text></text></inputEntry>' for at in range(INPUTS))
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D{number}" name="Lambat"'
        f' namespace="urn:uji"><decision id="lambat_{number}" name="Lambat {number}">'
        f'<decisionTable id="T{number}" hitPolicy="FIRST">{asked}'
        f'<output id="U{number}" name="hasil_lambat" typeRef="string" />{entries}'
        f'<rule id="R{number}_lain">{rest}<outputEntry id="O{number}_lain"><text>"b"</text></outputEntry></rule>'
        "</decisionTable></decision></definitions>"
    )
