"""Log-in of officers."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask_login import LoginManager

from web.guards import public

blueprint = Blueprint("auth", __name__, url_prefix="/petugas")


@blueprint.get("/masuk")
@public
def login() -> str:
    return render_template("auth/login.html")


@blueprint.get("/sandi")
@public
def change_password() -> str:
    return render_template("auth/login.html")


def init_login(app: Flask) -> None:
    """Registers Flask-Login."""
    manager = LoginManager(app)
    manager.user_loader(lambda _token: None)
