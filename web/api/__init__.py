"""The interface for applications: lodge a complaint, read where it is. Described by an OpenAPI document of its own."""

from web.api import complaints, document  # noqa: F401 - register their views
from web.api.blueprint import blueprint

__all__ = ["blueprint"]
