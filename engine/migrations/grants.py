"""What the role with which web and worker connect may do to the tables: not what the record of histories forbids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, text

from engine.catalogue import _
from engine.errors import EngineError


class NoRoleError(EngineError):
    """There is no such role, or this database has none."""


def grant(engine: Engine, role: str, only_grow: Mapping[str, Sequence[str]]) -> None:
    """Gives a role of PostgreSQL what web and worker need in every table, and takes from it what it must not have.

    `only_grow`: tables whose rows it may add and read, with the columns that may change all the same. Raises
    NoRoleError.
    """
    if engine.dialect.name != "postgresql":
        raise NoRoleError(_("hak peran hanya ada di PostgreSQL"))
    quoted = engine.dialect.identifier_preparer.quote_identifier(role)
    with engine.begin() as connection:
        known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        if connection.execute(known, {"role": role}).first() is None:
            raise NoRoleError(_("peran basis data '%(role)s' tidak ada", role=role))
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"))
        connection.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(only_grow)} FROM {quoted}"))
        for table, columns in only_grow.items():
            if columns:
                connection.execute(text(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {quoted}"))
