"""The blueprint of the seal. Its machines send no cookie: what they bring is signed by itself."""

from __future__ import annotations

from flask import Blueprint

from web.security import csrf

blueprint = Blueprint("seal", __name__, url_prefix="/segel")
csrf.exempt(blueprint)  # nothing is done here in somebody's name: a witness's line holds whoever brings it
