"""The citizen's pages: home, lodging, receipt, tracking. No account, no JavaScript, any phone."""

from web.public import complaint, contact, home, lodging, lodging_files, receipt, results, tracking, whistleblowing  # noqa: F401 - registers the views
from web.public.blueprint import blueprint

__all__ = ["blueprint"]
