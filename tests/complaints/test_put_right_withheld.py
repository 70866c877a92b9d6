"""Who reported is no more told by a correction than by the answer that it corrects."""

from __future__ import annotations

import pytest

from complaints.audit.put_right import put_right
from complaints.casework.visibility import Reason, Withheld
from engine.definition.bundle import read_bundle
from engine.record.interventions import CaseIntervened, Intervention
from tests.support.shipped import shipped_for
from web.phrases import interventions as words

WHAT = CaseIntervened(
    intervention=Intervention.ANSWER_CORRECTED, process="pengaduan_tanah_laut",
    before={"jenis_pengadu": "perorangan", "berat": "tidak"}, after={"jenis_pengadu": "badan_hukum", "berat": "ya"},
)  # fmt: skip


@pytest.mark.parametrize("reason", [Reason.ANONIM, Reason.PERAN, None])
def test_a_corrected_answer_about_the_reporter_is_withheld_with_the_identity(reason: Reason | None) -> None:
    bundle = read_bundle(shipped_for("pengaduan_tanah_laut"))
    found = put_right(WHAT, bundle, "Start_website", options={}, identity=reason)
    who, other = sorted(found.values, key=lambda each: each.key, reverse=True)
    told = [words.value(each) for each in (who, other)]
    assert ("badan" in told[0].lower(), "perorangan" in told[0].lower()) == ((reason is None,) * 2), told
    assert "ya" in told[1]
    if reason is not None:
        assert (who.old, who.new) == (Withheld(reason), Withheld(reason))
