"""Tables move to a new version: Alembic, run from code, on the connection it is given.

The tables of the domain are not known here: whoever calls gives the metadata (see `app.py migrate`)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

HERE = Path(__file__).parent


def upgrade(engine: Engine, metadata: MetaData) -> bool:
    """Brings the database to the newest version in one transaction. True if there was something to do."""
    with engine.begin() as connection:
        config = _config(connection, metadata)
        newest = ScriptDirectory.from_config(config).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return False
        command.upgrade(config, "head")
    return True


def draft(engine: Engine, metadata: MetaData, message: str) -> None:
    """Writes a new migration script from the difference between database and models, to be read and mended by hand."""
    with engine.begin() as connection:
        command.revision(_config(connection, metadata), message=message, autogenerate=True)


def differences(engine: Engine, metadata: MetaData) -> list[Any]:
    """What separates the database from the models, as Alembic sees it; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, metadata))


def _config(connection: Connection, metadata: MetaData) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata)
    return config
