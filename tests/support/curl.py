"""Commands of the guides as a reader types them. A bare machine has no curl: there the request is read from the command."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from urllib.request import Request, urlopen

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

WITHIN = 30
"""Seconds."""


def answer_to(command: str, folder: Path) -> bytes:
    """What the server answers; files are taken from `folder`. Raises OSError or CalledProcessError when it refuses."""
    if not shutil.which("curl"):
        return sent_by_us(command, folder)
    return subprocess.run(
        shlex.split(command),
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
        timeout=WITHIN,
    ).stdout


def sent_by_us(command: str, folder: Path) -> bytes:
    """The same request without curl. An option that is not known here ends the test."""
    options = ArgumentParser(exit_on_error=False)
    options.add_argument("--silent", action="store_true")
    options.add_argument("--show-error", action="store_true")
    options.add_argument("--header", action="append", default=[])
    options.add_argument("--form", action="append", default=[])
    options.add_argument("address")
    asked = options.parse_args(shlex.split(command)[1:])
    headers = dict(header.split(": ", 1) for header in asked.header)
    body = None
    if asked.form:
        boundary, body = encode_multipart(MultiDict(_part(each, folder) for each in asked.form))
        headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    with urlopen(Request(asked.address, data=body, headers=headers), timeout=WITHIN) as answer:
        return answer.read()  # type: ignore[no-any-return]


def _part(form: str, folder: Path) -> tuple[str, str | FileStorage]:
    name, value = form.split("=", 1)
    if value.startswith("@"):
        return name, FileStorage(io.BytesIO((folder / value[1:]).read_bytes()), filename=value[1:])
    text, _, kind = value.partition(";type=")
    if kind:
        return name, FileStorage(io.BytesIO(text.encode()), content_type=kind)
    return name, text
