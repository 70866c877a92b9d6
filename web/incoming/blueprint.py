"""The blueprint of the webhooks. Gateways send no cookie: what they bring is signed, or comes with their token."""

from __future__ import annotations

from flask import Blueprint

from web.security import csrf

blueprint = Blueprint("incoming", __name__, url_prefix="/pesan-masuk")
csrf.exempt(blueprint)  # a signature or a token is sent by programs alone; no browser adds it by itself
