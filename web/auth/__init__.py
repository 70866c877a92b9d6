"""Log-in of officers: who they are, how they prove it, and what of their work survives an ended session."""

from web.auth import (  # noqa: F401 - each adds its views
    account,
    code,
    invitation,
    passkey,
    password,
    report_key,
    second_factor,
    sign_on,
    views,
)
from web.auth.blueprint import blueprint
from web.identity import current_actor, current_officer, init_login

__all__ = ["blueprint", "current_actor", "current_officer", "init_login"]
