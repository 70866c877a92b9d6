"""Static files under an address that holds the hash of their content: cached for a year, never stale."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file, url_for

from web.guards import public

ROOT = Path(__file__).parent / "static"
YEAR = 31_536_000
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript", ".png": "image/png"}

blueprint = Blueprint("assets", __name__)


@lru_cache(maxsize=64)
def _known(name: str, _modified: int) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a static file, e.g. `asset("build/alur.css")`. A file that was not built has digest `0`."""
    path = ROOT / name
    digest = _known(name, path.stat().st_mtime_ns) if path.is_file() else "0"
    return url_for("assets.file", digest=digest, name=name)


@blueprint.get("/aset/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    path = (ROOT / name).resolve()
    if not path.is_relative_to(ROOT) or path.suffix not in KINDS or not path.is_file():
        abort(404)
    packed = path.with_name(path.name + ".gz")
    use_packed = packed.is_file() and request.accept_encodings["gzip"] > 0
    response = send_file(packed if use_packed else path, mimetype=KINDS[path.suffix], etag=False, max_age=YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    if use_packed:
        response.content_encoding = "gzip"
    return response
