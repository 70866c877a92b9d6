"""The citizen's pages: home, lodging, receipt, tracking. No account, no JavaScript, any phone."""

from web.public import (  # noqa: F401 - registers the views
    complaint,
    contact,
    device,
    evidence,
    handover,
    home,
    lodging,
    look,
    preference,
    privacy,
    receipt,
    results,
    tracking,
    whistleblowing,
)
from web.public.blueprint import blueprint

__all__ = ["blueprint"]
