"""The seal for everybody: what was signed of all histories, who witnessed it, and how to check it oneself."""

from web.seal import receipts, views
from web.seal.blueprint import blueprint

__all__ = ["blueprint", "receipts", "views"]
