"""Log-in of officers: who they are, and what of their work survives an ended session."""

from web.auth.identity import current_actor, current_officer, init_login
from web.auth.views import blueprint

__all__ = ["blueprint", "current_actor", "current_officer", "init_login"]
