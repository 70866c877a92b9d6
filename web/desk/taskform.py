"""The form of a task: which questions, which lists to choose from, what stands in the fields already."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints.casework.visibility import Withheld
from complaints.intake.treatment import treatment_columns
from complaints.reports.activities.views import ActivityView
from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Option
from engine.definition.forms.components.choices import Checkbox
from engine.running import queries
from engine.running.queries import TaskView
from engine.running.runtime import OptionsRequest
from web.desk.matter import Matter
from web.desk_context import Desk
from web.services import services

Lists = Mapping[str, Any]
"""Name of a list, or key of a file field, to its options."""


@dataclass(frozen=True)
class TaskForm:
    """A form ready to be drawn or checked. `form` is None for a task that asks nothing."""

    form: Form | None
    bundle: Bundle
    options: Lists
    context: Mapping[str, Any]
    """The variables of the case: conditions of the form may read them."""
    facts: Mapping[str, Any]
    """What the complainant said and what protects them. Earlier decisions are no facts: each tier decides afresh."""

    @property
    def has_files(self) -> bool:
        return self.form is not None and bool(self.form.file_keys())

    def initial(self) -> dict[str, Any]:
        """What the fields show before anybody typed."""
        return self.form.initial(self.facts) if self.form is not None else {}


def task_form(here: Desk, task: TaskView, matter: Matter) -> TaskForm:
    """The form of the version under which the case runs. Reads lists only when the form asks for them."""
    bundle = queries.bundle_of_version(here.session, instansi_id=here.instansi_id, version_id=matter.state.version_id)
    form = bundle.forms.get(task.form)
    lists = options_of(here, task, matter)
    files: Lists = {key: _own_files(matter) for key in form.file_keys()} if form is not None else {}
    facts = _facts(matter, form)
    context = {**matter.state.variables, **facts}
    return TaskForm(form, bundle, ChainMap(dict(files), lists), context, facts)  # type: ignore[arg-type]


def options_of(here: Desk, task: TaskView, matter: Matter) -> Lists:
    """The option lists of the domain, for the unit and role of a task."""
    request = OptionsRequest(here.instansi_id, matter.id, task.unit, task.role, here.now)
    return services().runtime.options_for(here.session, request)


def _own_files(matter: Matter) -> list[Option]:
    """Files that officers added to this case: those a form may refer to."""
    if isinstance(matter.files, Withheld):
        return []
    return [Option(str(file.id), file.name) for file in matter.files if file.origin == "petugas"]


def _facts(matter: Matter, form: Form | None) -> dict[str, Any]:
    if isinstance(matter, ActivityView):
        return {}
    return facts(form, jenis=matter.jenis, anonim=matter.anonim, rahasia=matter.rahasia)


def facts(form: Form | None, *, jenis: str, anonim: bool, rahasia: bool) -> dict[str, Any]:
    """What fields may show before anybody decided: the kind of report, and the protection that was asked for."""
    known: dict[str, Any] = {"jenis": jenis}
    stands = {"pengaduan.jenis": jenis, "pengaduan.anonim": anonim, "pengaduan.rahasia": rahasia}
    for key, column in treatment_columns(form).items():
        value = stands.get(column)
        if value is True and form is not None and not isinstance(form.fields[key], Checkbox):
            value = "ya"
        if value:
            known[key] = value
    return known
