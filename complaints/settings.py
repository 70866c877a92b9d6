"""All settings of the application: one frozen dataclass, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from complaints.carrier_settings import Carriers, CarrierSettingsError, carriers_of, missing
from engine.catalogue import _

KEY_BYTES = 48
SHORTEST_KEY = 32
SHORTEST_TOKEN = 16
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(ValueError):
    """A setting has a value that cannot be meant; the text says which one and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """The defaults serve a trial on one machine; a real installation sets the environment (see `from_env`)."""

    database_url: str = field(default="sqlite:///data/alur.sqlite", repr=False)
    """May hold a password, so it is not shown."""
    database_pooler: bool = False
    """PgBouncer lends connections by transaction: see complaints.upkeep.pooler."""
    data_dir: Path = Path("data")
    """Sealed files, keys and the SQLite database. Backed up as one."""
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(KEY_BYTES), repr=False)
    """Signs cookies, keys the hashes of rate limits, recovery codes and invitations, and seals the secrets of phones
    and of single sign-on: all of these die with it. The same for all web processes."""
    base_url: str = "http://127.0.0.1:8000"
    """Address that people type; decides whether cookies are Secure and which links stand in mails."""
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    demo: bool = False
    """Shows the demo bar, its clock and the log-ins of the demo."""
    max_body_bytes: int = 25 * 1024 * 1024
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=12)
    lockout_after: int = 5
    """Wrong passwords in a row for one name before it is locked."""
    lockout_for: timedelta = timedelta(minutes=15)
    logins_per_source: int = 50
    """Failed log-ins of one source within `lockout_for`; a whole office may share one source."""
    second_factor: bool = False
    """Whether the roles that see or change most (`complaints.people.roles.SECOND_FACTOR_ROLES`) have to set one up."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front and set X-Forwarded-*."""
    smtp_url: str = field(default="", repr=False)
    """`smtp://user:password@host:587`; empty keeps mail in the outbox."""
    mail_from: str = "alur@localhost"
    carriers: Carriers = field(default_factory=Carriers, repr=False)
    """SMS, WhatsApp and the mailbox of replies, as far as they are set up."""
    min_free_bytes: int = 200 * 1024 * 1024
    """A disk with less than this counts as full: `/sehat` says so before a complaint is lost."""
    tsa_url: str = ""
    """A time-stamping service (RFC 3161) that is asked daily for a stamp of the log; empty asks none."""
    tsa_roots: Path | None = None
    """PEM file with the root certificates of that service."""
    metrics_token: str = field(default="", repr=False)
    """Opens `/metrik` to a monitor; empty keeps it closed."""

    @property
    def https(self) -> bool:
        """Whether people reach the application through TLS."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, *, make_key: bool = True) -> Settings:
        """Reads `ALUR_*`. Raises SettingsError for a value that is odd or a name that is unknown.

        Without `ALUR_SECRET_KEY` the key is kept in `<data_dir>/secret.key`, made at first use; not with `make_key`
        False, for whoever only puts an installation back and signs nothing.
        """
        read = _Environment(environ)
        default = cls(secret_key="")
        data_dir = Path(read.text("ALUR_DATA_DIR", str(default.data_dir)))
        read.text("ALUR_SECRET_KEY", "")
        demo = read.yes("ALUR_DEMO", default.demo)
        port = read.number("ALUR_PORT", default.port, least=1, most=65_535)
        settings = cls(
            database_url=_database_url(read.text("ALUR_DATABASE_URL", f"sqlite:///{data_dir}/alur.sqlite")),
            database_pooler=read.yes("ALUR_DATABASE_POOLER", default.database_pooler),
            data_dir=data_dir,
            base_url=_base_url(read.text("ALUR_BASE_URL", f"http://127.0.0.1:{port}"), demo=demo),
            host=read.text("ALUR_HOST", default.host),
            port=port,
            threads=read.number("ALUR_THREADS", default.threads, least=1, most=256),
            demo=demo,
            max_body_bytes=read.number("ALUR_MAX_BODY_MB", 25, least=1, most=1024) * 1024 * 1024,
            session_idle=timedelta(minutes=read.number("ALUR_SESSION_IDLE_MINUTES", 30, least=1, most=24 * 60)),
            session_absolute=timedelta(hours=read.number("ALUR_SESSION_HOURS", 12, least=1, most=24 * 7)),
            lockout_after=read.number("ALUR_LOCKOUT_AFTER", default.lockout_after, least=3, most=100),
            lockout_for=timedelta(minutes=read.number("ALUR_LOCKOUT_MINUTES", 15, least=1, most=24 * 60)),
            logins_per_source=read.number("ALUR_LOGINS_PER_SOURCE", default.logins_per_source, least=5, most=100_000),
            second_factor=read.yes("ALUR_SECOND_FACTOR", not demo),
            trusted_proxies=read.number("ALUR_TRUSTED_PROXIES", default.trusted_proxies, least=0, most=5),
            smtp_url=_smtp_url(read.text("ALUR_SMTP_URL", default.smtp_url)),
            mail_from=_mail_from(read.text("ALUR_MAIL_FROM", default.mail_from)),
            carriers=_carriers(read),
            min_free_bytes=read.number("ALUR_MIN_FREE_MB", 200, least=0, most=1_000_000) * 1024 * 1024,
            tsa_url=_tsa_url(read.text("ALUR_TSA_URL", default.tsa_url)),
            tsa_roots=Path(roots) if (roots := read.text("ALUR_TSA_ROOTS", "")) else None,
            metrics_token=_token(read.text("ALUR_METRICS_TOKEN", default.metrics_token)),
            secret_key="",
        )
        read.refuse_unknown()
        if settings.database_pooler and settings.database_url.startswith("sqlite"):
            raise SettingsError(
                "ALUR_DATABASE_POOLER is 1 and the database SQLite; nothing stands before it, leave it out"
            )
        if bool(settings.tsa_url) != (settings.tsa_roots is not None):
            raise SettingsError("ALUR_TSA_URL and ALUR_TSA_ROOTS go together; give both or none")
        if settings.session_idle > settings.session_absolute:
            raise SettingsError("ALUR_SESSION_IDLE_MINUTES is longer than ALUR_SESSION_HOURS; make it shorter")
        return _with_key(settings, environ.get("ALUR_SECRET_KEY", "")) if make_key else settings


class _Environment:
    """Reads values one by one and remembers which names exist."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: set[str] = set()

    def text(self, name: str, default: str) -> str:
        self._known.add(name)
        return self._environ.get(name, "").strip() or default

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise SettingsError(f"{name} is {value!r}; give a whole number from {least} to {most}")
        return int(value)

    def yes(self, name: str, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in ("0", "1", "true", "false", "yes", "no"):
            raise SettingsError(f"{name} is {value!r}; give 1 (yes) or 0 (no)")
        return value in ("1", "true", "yes")

    def refuse_unknown(self) -> None:
        """A misspelt name would silently leave the default in force."""
        for name in self._environ:
            if name.startswith("ALUR_") and not name.startswith("ALUR_TEST_") and name not in self._known:
                near = get_close_matches(name, self._known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(self._known))}"
                raise SettingsError(f"{name} is not a setting; {hint}")


def _carriers(read: _Environment) -> Carriers:
    try:
        return carriers_of(read.text)
    except CarrierSettingsError as error:
        raise SettingsError(str(error)) from error


def _tsa_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or len(value) > 300):
        raise SettingsError(f"ALUR_TSA_URL is {value!r}; give an address that begins with http:// or https://")
    return value


def _database_url(value: str) -> str:
    scheme = value.partition(":")[0]
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise SettingsError(
            f"ALUR_DATABASE_URL begins with {scheme!r}; give sqlite:///file or postgresql://user:password@host/name"
        )
    return value


def _base_url(value: str, *, demo: bool) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise SettingsError(f"ALUR_BASE_URL is {value!r}; give an address such as https://alur.example.go.id")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not demo:
        raise SettingsError(
            f"ALUR_BASE_URL is {value!r}; log-ins and complaints must travel encrypted, so begin it with https://"
        )
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise SettingsError("ALUR_SMTP_URL cannot be read; give smtp://user:password@host:587 or smtps://host:465")
    return value


def _mail_from(value: str) -> str:
    if value.count("@") != 1 or any(mark in value for mark in "\r\n<> "):
        raise SettingsError(f"ALUR_MAIL_FROM is {value!r}; give one plain address such as alur@example.go.id")
    return value


def _token(value: str) -> str:
    if value and len(value) < SHORTEST_TOKEN:
        raise SettingsError(f"ALUR_METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters; make a longer one")
    return value


def doubts(settings: Settings) -> list[str]:
    """Settings that can be meant and hardly are: said at the start and on the operator's desk."""
    found = []
    if settings.https and settings.trusted_proxies == 0:
        found.append(
            _(
                "ALUR_BASE_URL memakai https, tetapi ALUR_TRUSTED_PROXIES masih 0: semua orang tampak datang dari "
                "proksi itu, jadi satu pengganggu dapat menutup pintu bagi semua. Isi dengan banyaknya proksi di depan."
            )
        )
    if not settings.smtp_url and not settings.demo:
        found.append(_("ALUR_SMTP_URL belum diisi: surat menunggu dan tidak pernah terkirim."))
    return [*found, *missing(settings.carriers)]


def _with_key(settings: Settings, given: str) -> Settings:
    key = given.strip() or _kept_key(settings.data_dir)
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"ALUR_SECRET_KEY is shorter than {SHORTEST_KEY} characters; "
            'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return replace(settings, secret_key=key)


def _kept_key(data_dir: Path) -> str:
    """The key of this installation; two processes that start together agree on the one that was made first."""
    path = data_dir / "secret.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            fresh = data_dir / f".secret.{secrets.token_hex(8)}"
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(KEY_BYTES))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is damaged; restore it from the backup, or delete it: then everybody logs in again"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"ALUR_DATA_DIR {str(data_dir)!r} cannot be written ({error.strerror}); give a folder of this user"
        ) from error
