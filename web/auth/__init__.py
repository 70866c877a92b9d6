"""Log-in of officers: who they are, and what of their work survives an ended session."""

from web.auth.views import blueprint
from web.identity import current_actor, current_officer, init_login

__all__ = ["blueprint", "current_actor", "current_officer", "init_login"]
