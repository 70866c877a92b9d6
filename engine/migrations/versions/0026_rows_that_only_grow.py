"""PostgreSQL refuses to change or remove rows of histories and of the log; texts of people may be erased"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("event", "ledger_event", "log_entry")
NAME = "alur_append_only"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'personal' = to_jsonb(OLD) - 'personal' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(FUNCTION)
    for table in TABLES:
        op.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {NAME}()")
        op.execute(
            f"CREATE TRIGGER {NAME}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {NAME} ON {table}")
        op.execute(f"DROP TRIGGER {NAME}_whole ON {table}")
    op.execute(f"DROP FUNCTION {NAME}()")
