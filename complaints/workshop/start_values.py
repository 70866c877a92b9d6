"""What a complaint's case began with, for versions that read more of it than the one it runs on."""

from __future__ import annotations

from typing import Any

from complaints.models import Complaint


def start_values(complaint: Complaint) -> dict[str, Any]:
    """What a diagram may read of a complaint from the first step on, as `lodging` gives it."""
    return {
        "kanal": complaint.kanal,
        "jenis": complaint.jenis,
        "anonim": complaint.anonim,
        "rahasia": complaint.rahasia,
        "tingkat": complaint.entered_tier,
        "diterima": complaint.received_at.isoformat(),
    }
