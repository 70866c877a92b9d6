"""The law beside the process that carries it out: open to everybody, without account and without JavaScript."""

from web.law import drawings, questions, tables, texts  # noqa: F401 - registers the views
from web.law.blueprint import blueprint

__all__ = ["blueprint"]
