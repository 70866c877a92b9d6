"""All settings of the application: one frozen dataclass, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


class SettingsError(ValueError):
    """A setting has a value that cannot be meant; the text says which one and how to mend it."""


def _random_key() -> str:
    return secrets.token_urlsafe(48)


@dataclass(frozen=True)
class Settings:
    """The defaults serve a trial on one machine; a real installation sets the environment (see `from_env`)."""

    database_url: str = "sqlite:///var/alur.sqlite"
    data_dir: Path = Path("var")
    """Sealed files, signing keys and the like. Backed up together with the database."""
    secret_key: str = field(default_factory=_random_key, repr=False)
    """Signs cookies and keys the hashes of rate limits. The same for all web processes."""
    base_url: str = "http://127.0.0.1:8000"
    """Address that people type; decides whether cookies are Secure and which links stand in mails."""
    demo: bool = False
    """Shows the demo bar and the log-ins of the demo."""
    max_body_bytes: int = 25 * 1024 * 1024
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=12)
    lockout_after: int = 5
    lockout_for: timedelta = timedelta(minutes=15)
    logins_per_source: int = 20
    """Failed log-ins that one source may make within `lockout_for`."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front and set X-Forwarded-*."""
    smtp_url: str = ""
    """`smtp://user:password@host:587`; empty keeps mail in the outbox."""
    mail_from: str = "alur@localhost"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        return cls()
