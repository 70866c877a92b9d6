"""The officer's desk: the task list, the task, the case file, and entering what came on paper or by voice."""

from web.desk import (  # noqa: F401 - each adds its views
    absences,
    actions,
    activities,
    bulk,
    bulk_form,
    cases,
    copies,
    counter,
    entry,
    finding,
    follow_ups,
    form_style,
    handover,
    identity,
    inbox,
    notes,
    officer_messages,
    printed_form,
    readings,
    reason,
    reply_templates,
    report_files,
    task,
    team,
)
from web.desk.blueprint import blueprint

__all__ = ["blueprint"]
