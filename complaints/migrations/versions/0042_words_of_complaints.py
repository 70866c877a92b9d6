"""complaints are found by words, parts of numbers and names; kept searches of officers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def _parts(text: str, letters: int) -> list[str]:
    return [f"substr({text}, {start})" for start in range(1, letters - 3 + 2)]


def _lexemes(text: str, letters: int, mark: str = "") -> str:
    parts = ", ".join(f"'{mark}' || {part}" for part in _parts(text, letters))
    return f"array_to_tsvector(array_remove(ARRAY[{parts}], '{mark}'))"


def _words(text: str, closed: str) -> str:
    return f"(CASE WHEN {closed} THEN ''::tsvector ELSE to_tsvector('indonesian'::regconfig, left({text}, 100000)) END)"


_PLACE = "kecamatan || ' ' || desa || ' ' || lokasi"
POSTGRESQL = (
    f"""ALTER TABLE complaint
        ADD COLUMN words tsvector GENERATED ALWAYS AS
            {_words(f"judul || ' ' || uraian || ' ' || {_PLACE}", "restricted OR rahasia")} STORED,
        ADD COLUMN place_words tsvector GENERATED ALWAYS AS {_words(_PLACE, "restricted OR rahasia")} STORED,
        ADD COLUMN number_parts tsvector GENERATED ALWAYS AS (CASE WHEN restricted THEN ''::tsvector ELSE
            {_lexemes("upper(replace(number, '-', ''))", 20)} END) STORED""",
    f"""ALTER TABLE reporter
        ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, nama)
            || {_lexemes("regexp_replace(telepon, '[^0-9]', '', 'g')", 20, "#")}) STORED""",
    "CREATE INDEX ix_complaint_words ON complaint USING gin (words, place_words, number_parts)",
    "CREATE INDEX ix_reporter_words ON reporter USING gin (words)",
)


def _digits(text: str) -> str:
    for each in " -+()./":
        text = f"replace({text}, '{each}', '')"
    return text


def _joined(text: str, letters: int) -> str:
    return " || ' ' || ".join(_parts(text, letters))


def _row(row: str) -> str:
    closed = f"{row}.restricted OR {row}.rahasia"
    number = _joined(f"upper(replace({row}.number, '-', ''))", 20)
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
            ("named", "INSERT", "new.nama", _joined(_digits("new.telepon"), 20)),
            ("renamed", "UPDATE OF nama, telepon", "new.nama", _joined(_digits("new.telepon"), 20)),
            ("unnamed", "DELETE", "''", "''"),
        )
    ),
)
FILLED = f"""INSERT INTO complaint_words (rowid, instansi_id, complaint_id, {_COLUMNS}, nama, telepon)
    SELECT w.row, c.instansi_id, c.id, {_row("c")}, coalesce(r.nama, ''),
        coalesce({_joined(_digits("r.telepon"), 20)}, '')
    FROM complaint c JOIN complaint_word_row w ON w.instansi_id = c.instansi_id AND w.complaint_id = c.id
    LEFT JOIN reporter r ON r.instansi_id = c.instansi_id AND r.complaint_id = c.id"""


def upgrade() -> None:
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page", sa.String(length=20), nullable=False, server_default="jejak"))
        batch_op.add_column(sa.Column("unit", sa.String(length=60), nullable=False, server_default=""))
    op.create_index("ix_complaint_jenis", "complaint", ["instansi_id", "jenis", "entered_at", "id"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for statement in POSTGRESQL:
            connection.exec_driver_sql(statement)
        return
    if connection.exec_driver_sql("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").first() is None:
        return
    for statement in SQLITE:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "INSERT INTO complaint_word_row (instansi_id, complaint_id) SELECT instansi_id, id FROM complaint"
    )
    connection.exec_driver_sql(FILLED)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_column("reporter", "words")
        op.drop_column("complaint", "number_parts")
        op.drop_column("complaint", "place_words")
        op.drop_column("complaint", "words")
    else:
        for name in ("added", "changed", "gone", "named", "renamed", "unnamed"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS complaint_words_{name}")
        for name in ("complaint_words", "complaint_word_row"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    op.drop_index("ix_complaint_jenis", table_name="complaint")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_column("unit")
        batch_op.drop_column("page")
