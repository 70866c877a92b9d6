"""The operator's desk: what is stuck anywhere in the installation, and the few things that are done about it."""

from web.operator import acts, page
from web.operator.blueprint import blueprint

__all__ = ["acts", "blueprint", "page"]
