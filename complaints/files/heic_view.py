"""A photo as iPhones take it (HEIC), drawn anew as JPEG without place, camera and comment.

As with a PDF a process of its own reads it (this file is what runs there), with a limit on its memory and its time: the
decoder is C, and what a stranger made may unfold to anything.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

MEBIBYTE = 1024 * 1024
MEMORY = 1024 * MEBIBYTE
"""Address space of the process that reads a photo."""
SECONDS = 10
"""Of computing, for one photo; twice as long on the clock."""
TOO_LARGE, DAMAGED = 3, 4
"""How the process ends when there is no view."""
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""What it is told of ours: where its libraries are, and no secret."""


class TooLargeError(Exception):
    """The photo has more points than are drawn."""


class UnreadableError(Exception):
    """It cannot be read, or not within the limits."""


def view_of(content: bytes, *, most_pixels: int, side: int) -> bytes:
    """The photo as JPEG, no side longer than `side` points. Raises TooLargeError or UnreadableError."""
    known = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-I", str(Path(__file__)), str(MEMORY), str(SECONDS), str(most_pixels), str(side)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, env=known, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError from error
    if done.returncode == 0:
        return done.stdout
    raise TooLargeError if done.returncode == TOO_LARGE else UnreadableError


def main() -> int:
    """Reads a photo from standard input and writes its view; gives how it ended."""
    memory, seconds, most_pixels, side = (int(each) for each in sys.argv[1:])
    _limit(memory=memory, seconds=seconds)
    try:
        view = drawn(sys.stdin.buffer.read(), most_pixels=most_pixels, side=side)
    except TooLargeError:
        return TOO_LARGE
    except Exception:  # whatever it is, there is no view
        return DAMAGED
    sys.stdout.buffer.write(view)
    return 0


def drawn(content: bytes, *, most_pixels: int, side: int) -> bytes:
    """The photo drawn anew, upright. Raises TooLargeError, and whatever the decoder raises."""
    from pi_heif import register_heif_opener  # only where it is confined
    from PIL import Image, ImageOps

    register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(content), formats=["HEIF"]) as source:
        if source.width * source.height > most_pixels:
            raise TooLargeError
        source.thumbnail((side, side))
        upright = ImageOps.exif_transpose(source).convert("RGB")
    view = Image.new("RGB", upright.size, "white")
    view.paste(upright)
    target = io.BytesIO()
    view.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()


def _limit(*, memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: the clock alone limits it
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
