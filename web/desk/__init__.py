"""The officer's desk: the task list, the task, the case file, and entering what came on paper or by voice."""

from web.desk import actions, activities, cases, entry, form_style, inbox, report_files, restricted_entry, task  # noqa: F401 - each adds its views
from web.desk.blueprint import blueprint

__all__ = ["blueprint"]
