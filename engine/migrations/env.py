"""Alembic's entry: runs the migrations on the connection that `engine.migrations` was given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from engine.migrations import compared
from engine.models.base import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations stand on their own: our types appear in them as the library's."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def after_each(*, ctx: Any, step: Any, **_given: Any) -> None:
    """Shows the tables to whoever asked for it."""
    watch = context.config.attributes.get("after_each")
    if watch is not None:
        watch(ctx.connection, step.up_revision_id)


context.configure(
    on_version_apply=after_each,  # type: ignore[arg-type]  # Alembic calls it by name
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    include_object=compared(context.config.attributes["metadata"]),
)
with context.begin_transaction():
    context.run_migrations()
