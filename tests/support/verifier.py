"""The stand-alone verifier as a stranger has it: one file, loaded and run by its path, without the program around it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

FILE = Path(__file__).resolve().parents[2] / "web" / "seal" / "verifier.py"


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("periksa_alur", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verifier = loaded()


def run(folder: Path, key: str, *arguments: str) -> tuple[int, str]:
    """Copies the file away and runs it there, isolated: nothing of the program can be imported. Status and words."""
    alone = folder / "periksa-alur.py"
    alone.write_bytes(FILE.read_bytes())
    command = [sys.executable, "-I", str(alone), "--kunci", key, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout
