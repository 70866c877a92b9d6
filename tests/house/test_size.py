"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

from statistics import median, quantiles

from tests.house.files import functions, name, python_files

LONGEST_FILE = 400
MEDIAN_FILE = 90
LONG_FUNCTION = 40
GENERATED = ("engine/migrations/versions/", "complaints/migrations/versions/")


def test_no_file_is_longer_than_a_person_reads_in_one_go() -> None:
    every = [*python_files(), *python_files("tests", "benchmarks")]
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in every}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}
    program = [length for path, length in lengths.items() if not path.startswith(("tests/", "benchmarks/", *GENERATED))]
    assert median(length for length in program if length) <= MEDIAN_FILE


def test_functions_are_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files()
        if not name(path).startswith(GENERATED)
        for node in functions(path)
    ]
    assert quantiles(lengths, n=20)[-1] <= LONG_FUNCTION
