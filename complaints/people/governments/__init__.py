"""A government: its data as a file and as rows, how it comes in, and how it changes."""

from complaints.people.governments.file import (
    DISCLOSURES,
    FIELDS,
    LONGEST_UNIT,
    MOST_CHARACTERS,
    OPTIONAL,
    SLUG,
    UNIT_KINDS,
    Government,
    check_texts,
    checked_articles,
    checked_government,
    parse_government,
    read_government,
    written_government,
)
from complaints.people.governments.refusal import GovernmentFileError
from complaints.people.governments.rows import (
    add_government,
    begin_government,
    government_of,
    instansi_row,
    unit_rows,
)

__all__ = [
    "DISCLOSURES",
    "FIELDS",
    "LONGEST_UNIT",
    "MOST_CHARACTERS",
    "OPTIONAL",
    "SLUG",
    "UNIT_KINDS",
    "Government",
    "GovernmentFileError",
    "add_government",
    "begin_government",
    "check_texts",
    "checked_articles",
    "checked_government",
    "government_of",
    "instansi_row",
    "parse_government",
    "read_government",
    "unit_rows",
    "written_government",
]
