"""Headers, cookies, forged requests and the size of what people send."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from complaints.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

csrf = CSRFProtect()


def _hosts(settings: Settings) -> list[str] | None:
    """Names that a real installation answers to: a forged Host header must not reach links or redirects."""
    return [urlsplit(settings.base_url).hostname or "", "localhost", "127.0.0.1"] if settings.https else None


def _foreign_host(_error: SecurityError) -> Response:
    """Plain words: a page of ours cannot be drawn for a name that is not ours."""
    return Response(_("Alamat ini tidak dilayani di sini.") + "\n", 400, content_type="text/plain; charset=utf-8")


def init_security(app: Flask, settings: Settings) -> None:
    """Cookies, forged-request protection, body limits and headers, from the settings."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-alur" if settings.https else "alur",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        TRUSTED_HOSTS=_hosts(settings),
        WTF_CSRF_TIME_LIMIT=int(settings.session_absolute.total_seconds()),
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.register_error_handler(SecurityError, _foreign_host)

    @app.url_value_preprocessor
    def _no_such_address(_endpoint: str | None, _values: dict[str, object] | None) -> None:
        """No address of ours holds a NUL, and PostgreSQL takes none; asked before anything looks for what is named."""
        if "\x00" in request.path:
            abort(404)

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith("/aset/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
