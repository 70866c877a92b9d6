"""Static files under an address that holds the hash of their content: cached for a year, never stale."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from flask import Blueprint, Response, abort, request, url_for

from web.guards import public

ROOT = Path(__file__).parent / "static"
YEAR_S = 31_536_000
MINUTE_S = 60
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
NOT_BUILT = "0"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A static file in memory, as it is and packed."""

    digest: str
    plain: bytes
    packed: bytes


@lru_cache(maxsize=64)
def _loaded(path: Path, _modified_ns: int) -> Asset:
    plain = path.read_bytes()
    twin = path.with_name(path.name + ".gz")
    packed = twin.read_bytes() if twin.is_file() else gzip.compress(plain, mtime=0)
    return Asset(hashlib.sha256(plain).hexdigest()[:12], plain, packed)


@lru_cache(maxsize=256)
def _path(name: str) -> Path | None:
    """Where a file of this name would lie, None outside of what may be shown."""
    path = (ROOT / name).resolve()
    return path if path.is_relative_to(ROOT) and path.suffix in KINDS else None


def find(name: str) -> Asset | None:
    """The file of this name below `static/`, or None when there is none that may be shown."""
    path = _path(name)
    try:
        told = path.stat() if path is not None else None
    except (OSError, ValueError):
        return None
    if path is None or told is None or not S_ISREG(told.st_mode):
        return None
    return _loaded(path, told.st_mtime_ns)


def asset(name: str) -> str:
    """Address of a static file, e.g. `asset("build/alur.css")`. What was not built has the digest `0`."""
    found = find(name)
    return url_for("assets.file", digest=found.digest if found else NOT_BUILT, name=name)


@blueprint.get("/aset/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    """A style sheet, script, font or picture, kept by browsers for a year: its address changes with its content."""
    found = find(name)
    if found is None:
        abort(404)
    is_packed = request.accept_encodings["gzip"] > 0
    response = Response(found.packed if is_packed else found.plain, content_type=KINDS[Path(name).suffix])
    if is_packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = YEAR_S if digest == found.digest else MINUTE_S
    if digest == found.digest:
        response.cache_control.immutable = True
    return response
