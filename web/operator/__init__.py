"""The operator's desk: what is stuck anywhere in the installation, and the few things that are done about it; which
governments live here, and how a new one begins."""

from web.operator import acts, cases, governments, page
from web.operator.blueprint import blueprint

__all__ = ["acts", "blueprint", "cases", "governments", "page"]
