"""The process owner's workshop: drafts, editors, what a change means, review, versions."""

from web.owner import changes, checks, drafts, editing, files, impact, processes, review, scenarios, trial  # noqa: F401 - registers the views
from web.owner.blueprint import blueprint

__all__ = ["blueprint"]
