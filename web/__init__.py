"""The web: shows and asks, nothing else. `create_app` puts it together from the services it is given."""

from __future__ import annotations

from collections.abc import MutableMapping
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from flask.templating import Environment
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from complaints.notices.wording import in_both
from web import (
    admin,
    api,
    assets,
    audit,
    auth,
    demo,
    desk,
    health,
    incoming,
    language_choice,
    law,
    operator,
    owner,
    public,
    seal,
)
from web.auth import init_login
from web.errors import init_errors
from web.kept import own_address
from web.navigation import menu
from web.phrases.moments import init_babel
from web.requests_log import init_requests_log
from web.security import init_security
from web.services import Services
from web.transactions import init_transactions


class FormRequest(Request):
    """Files of a form stay in memory, within the limit of a body: no disk sees what will lie sealed."""

    def _get_file_stream(self, *_args: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()


class Templates(Environment):
    """Templates that share one dictionary of globals: none here has its own, and a chain of two, one of them empty, is
    copied key by key for each page and each macro file."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class Alur(Flask):
    """Flask that leaves the logging of crashes to `web.errors`: its own lines quote addresses and values."""

    request_class = FormRequest
    jinja_environment = Templates

    def log_exception(self, exc_info: object) -> None:
        """Nothing: the incident is logged with its number."""


def create_app(services: Services) -> Flask:
    """The WSGI application over the given services. Opens no connection by itself."""
    app = Alur(__name__, static_folder=None)
    app.extensions["alur"] = services
    init_requests_log(app)
    init_security(app, services.settings)
    init_babel(app)
    init_templates(app)
    init_transactions(app)
    init_login(app)
    init_errors(app)
    register(app)
    return app


def register(app: Flask) -> None:
    """Every page, by the audience it is for."""
    for part in (assets, health, language_choice, auth, seal, incoming, public, law):
        app.register_blueprint(part.blueprint)
    for part in (desk, admin, audit, owner, operator, demo, api):
        app.register_blueprint(part.blueprint)


def pages() -> frozenset[str]:
    """Names of all pages (`public.home`), without services: what the register of norms may point to."""
    app = Flask(__name__, static_folder=None)
    register(app)
    return frozenset(rule.endpoint for rule in app.url_map.iter_rules())


def init_templates(app: Flask) -> None:
    """Finds the macros of govuk-frontend-jinja beside our own templates."""
    own = app.jinja_loader
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([loader for loader in (own, govuk) if loader is not None])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(
        asset=assets.asset,
        menu=menu,
        in_both=in_both,
        own_address=own_address,
        demo=app.extensions["alur"].settings.demo,
    )
