"""A role whose end has come counts nowhere: whoever reads who holds what asks for what is in force."""

from __future__ import annotations

from tests.house.files import name, python_files

WITHOUT = {
    "complaints/models/__init__.py": "names the table",
    "complaints/models/person.py": "is the table",
    "complaints/people/accounts.py": "gives and takes roles, reads none",
    "complaints/people/role_turns.py": "looks for the roles that are over, to take them away",
    "complaints/people/entrance.py": "looks at the end of one row itself",
    "complaints/people/guarded.py": "who will hold or still holds a guarded role on paper is guarded too",
    "complaints/interventions/preview.py": "copies them all, for a trial in memory",
    "complaints/upkeep/acts_verified.py": "holds every row against the acts that tell of it, in force or over",
    "complaints/people/governments/change.py": "a unit closes when nobody is written down in it",
}
"""Module -> why it names the table and not the moment."""


def test_whoever_reads_roles_asks_for_those_in_force() -> None:
    found = {
        name(path)
        for path in python_files()
        if "Membership" in (text := path.read_text("utf-8")) and "in_force" not in text
    }
    assert found == set(WITHOUT)
