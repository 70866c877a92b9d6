"""Where gateways bring what complainants answer."""

from web.incoming import views
from web.incoming.blueprint import blueprint

__all__ = ["blueprint", "views"]
