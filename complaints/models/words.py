"""What complaints are found by: words of their texts, parts of their numbers and telephone numbers, names.

The database keeps it in step by itself, whoever changes a row: PostgreSQL computes columns with the row, SQLite has a
full-text table that triggers fill. So no correction and no erasure leaves a word behind. Nothing of a whistleblower's
report stands here, and no text of a secret complaint; who may find what is decided in `complaints.casework.words`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, Uuid, event

from engine.models.base import INSTANSI, Base

LONGEST = 100_000
"""Letters of a text that are looked at."""
SHORTEST_PART = 3
"""Letters of a part of a number by which it can be found."""
NUMBER_LETTERS, PHONE_LETTERS = 20, 20
PHONE_MARK = "#"
"""Before the digits of a telephone number among the words of a name."""
PUNCTUATION = " -+()./"
"""What stands between the digits of a telephone number."""
INDEXED = Table(
    "complaint_words",
    MetaData(),
    Column("instansi_id", INSTANSI),
    Column("complaint_id", Uuid),
    Column("complaint_words", String),
)
"""SQLite's full-text table, in no metadata: its columns have no types and its rows no key."""


def _parts(text: str, letters: int) -> list[str]:
    """Every end of a text: a part of it is the beginning of one."""
    return [f"substr({text}, {start})" for start in range(1, letters - SHORTEST_PART + 2)]


def _lexemes(text: str, letters: int, mark: str = "") -> str:
    parts = ", ".join(f"'{mark}' || {part}" for part in _parts(text, letters))
    return f"array_to_tsvector(array_remove(ARRAY[{parts}], '{mark}'))"


def _words(text: str, closed: str) -> str:
    return (
        f"(CASE WHEN {closed} THEN ''::tsvector ELSE to_tsvector('indonesian'::regconfig, left({text}, {LONGEST})) END)"
    )


_PLACE = "kecamatan || ' ' || desa || ' ' || lokasi"
POSTGRESQL = (
    f"""ALTER TABLE complaint
        ADD COLUMN words tsvector GENERATED ALWAYS AS
            {_words(f"judul || ' ' || uraian || ' ' || {_PLACE}", "restricted OR rahasia")} STORED,
        ADD COLUMN place_words tsvector GENERATED ALWAYS AS {_words(_PLACE, "restricted OR rahasia")} STORED,
        ADD COLUMN number_parts tsvector GENERATED ALWAYS AS (CASE WHEN restricted THEN ''::tsvector ELSE
            {_lexemes("upper(replace(number, '-', ''))", NUMBER_LETTERS)} END) STORED""",
    f"""ALTER TABLE reporter
        ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, nama)
            || {_lexemes("regexp_replace(telepon, '[^0-9]', '', 'g')", PHONE_LETTERS, PHONE_MARK)}) STORED""",
    "CREATE INDEX ix_complaint_words ON complaint USING gin (words, place_words, number_parts)",
    "CREATE INDEX ix_reporter_words ON reporter USING gin (words)",
)
"""In the order in which they are made."""


def _digits(text: str) -> str:
    for each in PUNCTUATION:
        text = f"replace({text}, '{each}', '')"
    return text


def _joined(text: str, letters: int) -> str:
    return " || ' ' || ".join(_parts(text, letters))


def _row(row: str) -> str:
    """The columns of a complaint's row in the full-text table, as values of a trigger or of a select."""
    closed = f"{row}.restricted OR {row}.rahasia"
    number = _joined(f"upper(replace({row}.number, '-', ''))", NUMBER_LETTERS)
    place = " || ' ' || ".join(f"{row}.{name}" for name in ("kecamatan", "desa", "lokasi"))
    return ", ".join(
        (
            f"CASE WHEN {row}.restricted THEN '' ELSE {number} END",
            *(f"CASE WHEN {closed} THEN '' ELSE {text} END" for text in (f"{row}.judul", place, f"{row}.uraian")),
        )
    )


_COLUMNS = "number, judul, place, uraian"
_ROW_OF = "(SELECT row FROM complaint_word_row WHERE instansi_id = {0}.instansi_id AND complaint_id = {0}.{1})"
_FOUND_BY = "number, judul, uraian, kecamatan, desa, lokasi, rahasia, restricted"
SQLITE = (
    "CREATE TABLE complaint_word_row (row INTEGER PRIMARY KEY, instansi_id VARCHAR(40) NOT NULL, "
    "complaint_id CHAR(32) NOT NULL, UNIQUE (instansi_id, complaint_id))",
    f"CREATE VIRTUAL TABLE complaint_words USING fts5(instansi_id UNINDEXED, complaint_id UNINDEXED, {_COLUMNS}, nama, "
    "telepon, tokenize = 'unicode61 remove_diacritics 2', prefix = '3')",
    f"""CREATE TRIGGER complaint_words_added AFTER INSERT ON complaint BEGIN
        INSERT INTO complaint_word_row (instansi_id, complaint_id) VALUES (new.instansi_id, new.id);
        INSERT INTO complaint_words (rowid, instansi_id, complaint_id, {_COLUMNS}, nama, telepon)
            VALUES ({_ROW_OF.format("new", "id")}, new.instansi_id, new.id, {_row("new")}, '', ''); END""",
    f"""CREATE TRIGGER complaint_words_changed AFTER UPDATE OF {_FOUND_BY} ON complaint BEGIN
        UPDATE complaint_words SET ({_COLUMNS}) = (SELECT {_row("new")})
            WHERE rowid = {_ROW_OF.format("new", "id")}; END""",
    f"""CREATE TRIGGER complaint_words_gone AFTER DELETE ON complaint BEGIN
        DELETE FROM complaint_words WHERE rowid = {_ROW_OF.format("old", "id")};
        DELETE FROM complaint_word_row WHERE instansi_id = old.instansi_id AND complaint_id = old.id; END""",
    *(
        f"""CREATE TRIGGER complaint_words_{name} AFTER {act} ON reporter BEGIN
        UPDATE complaint_words SET nama = {nama}, telepon = {telepon}
            WHERE rowid = {_ROW_OF.format("old" if act == "DELETE" else "new", "complaint_id")}; END"""
        for name, act, nama, telepon in (
            ("named", "INSERT", "new.nama", _joined(_digits("new.telepon"), PHONE_LETTERS)),
            ("renamed", "UPDATE OF nama, telepon", "new.nama", _joined(_digits("new.telepon"), PHONE_LETTERS)),
            ("unnamed", "DELETE", "''", "''"),
        )
    ),
)
"""Likewise. The rows of the full-text table have numbers of their own: those of `complaint` change when the file is
rewritten."""


Base.metadata.info["beside"] = {
    "complaint.words",
    "complaint.place_words",
    "complaint.number_parts",
    "reporter.words",
    "complaint.ix_complaint_words",
    "reporter.ix_reporter_words",
    "complaint_word_row",
    *(f"complaint_words{end}" for end in ("", "_data", "_idx", "_content", "_docsize", "_config")),
}
"""What stands in a database beside the tables of the metadata: nobody shall take it for a surplus."""


def has_full_text(connection: Connection) -> bool:
    """Whether this database can keep words at all: SQLite is built with FTS5, or without."""
    if connection.dialect.name != "sqlite":
        return True
    return connection.exec_driver_sql("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").first() is not None


def make_words(connection: Connection) -> None:
    """What stands above, beside new tables."""
    if not has_full_text(connection):
        return
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: Any, connection: Connection, tables: Any = (), **_kw: Any) -> None:
    if any(table.name == "reporter" for table in tables or ()):
        make_words(connection)


@event.listens_for(Base.metadata, "after_drop")
def _after_drop(_metadata: Any, connection: Connection, **_kw: Any) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("complaint_words", "complaint_word_row"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
