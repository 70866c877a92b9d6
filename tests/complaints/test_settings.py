"""Settings come from the environment once; a value that cannot be meant is refused with the way to mend it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from complaints.settings import Settings, SettingsError, doubts

KEY = "k" * 48


def settings(folder: Path, **environ: str) -> Settings:
    return Settings.from_env({"ALUR_DATA_DIR": str(folder), "PATH": "/bin", **environ})


def test_an_empty_environment_is_a_trial_on_this_machine(tmp_path: Path) -> None:
    read = settings(tmp_path)
    assert read.database_url == f"sqlite:///{tmp_path}/alur.sqlite"
    assert read.base_url == "http://127.0.0.1:8000"
    assert not read.https
    assert not read.demo
    assert read.second_factor


def test_the_demo_asks_for_no_second_factor_unless_told_to(tmp_path: Path) -> None:
    assert not settings(tmp_path, ALUR_DEMO="1").second_factor
    assert settings(tmp_path, ALUR_DEMO="1", ALUR_SECOND_FACTOR="1").second_factor
    assert not settings(tmp_path, ALUR_SECOND_FACTOR="0").second_factor


def test_a_real_installation_says_everything(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        ALUR_DATABASE_URL="postgresql://alur:x@db/alur",
        ALUR_SECRET_KEY=KEY,
        ALUR_BASE_URL="https://alur.example.go.id/",
        ALUR_SESSION_IDLE_MINUTES="20",
        ALUR_SESSION_HOURS="8",
        ALUR_MAX_BODY_MB="40",
        ALUR_TRUSTED_PROXIES="1",
        ALUR_SMTP_URL="smtp://u:p@mail:587",
        ALUR_MAIL_FROM="alur@example.go.id",
        ALUR_PORT="9000",
    )
    assert read.https
    assert read.base_url == "https://alur.example.go.id"
    assert read.session_idle == timedelta(minutes=20)
    assert read.session_absolute == timedelta(hours=8)
    assert read.max_body_bytes == 40 * 1024 * 1024
    assert (read.trusted_proxies, read.port, read.secret_key) == (1, 9000, KEY)


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("ALUR_DATABASE_URL", "mysql://x", "give sqlite:///file or postgresql://"),
        ("ALUR_BASE_URL", "alur.example.go.id", "give an address such as"),
        ("ALUR_BASE_URL", "https://a.example/sub/folder", "give an address such as"),
        ("ALUR_BASE_URL", "http://alur.example.go.id", "begin it with https://"),
        ("ALUR_SECRET_KEY", "pendek", "make one with"),
        ("ALUR_DEMO", "mungkin", "give 1 (yes) or 0 (no)"),
        ("ALUR_PORT", "0", "a whole number from 1 to 65535"),
        ("ALUR_PORT", "-1", "a whole number from"),
        ("ALUR_PORT", "٣", "a whole number from"),
        ("ALUR_LOCKOUT_AFTER", "1", "from 3 to 100"),
        ("ALUR_SESSION_IDLE_MINUTES", "1.5", "a whole number"),
        ("ALUR_SMTP_URL", "mail.example", "give smtp://"),
        ("ALUR_MAIL_FROM", "Alur <a@b>\nBcc: c@d", "one plain address"),
        ("ALUR_METRICS_TOKEN", "pendek", "make a longer one"),
        ("ALUR_DATABASE_POOLER", "1", "nothing stands before it"),
        ("ALUR_MIN_FREE_MB", "-1", "a whole number from 0"),
        ("ALUR_DATABSE_URL", "postgresql://x", "did you mean ALUR_DATABASE_URL?"),
        ("ALUR_XYZZY", "1", "is not a setting; known are"),
    ],
)
def test_odd_values_are_refused_with_the_way_to_mend_them(tmp_path: Path, name: str, value: str, mend: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, **{name: value})
    assert name in str(refused.value)
    assert mend in str(refused.value)


def test_idleness_cannot_outlast_the_session(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ALUR_SESSION_IDLE_MINUTES"):
        settings(tmp_path, ALUR_SESSION_IDLE_MINUTES="120", ALUR_SESSION_HOURS="1")


def test_the_key_is_made_once_and_kept_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "baru"
    with ThreadPoolExecutor(8) as pool:
        keys = {read.secret_key for read in pool.map(lambda _: settings(folder), range(16))}
    assert len(keys) == 1
    assert len(keys.pop()) >= 48
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    with pytest.raises(SettingsError, match="ALUR_DATA_DIR"):
        settings(tmp_path / "berkas" / "data")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    smtp, database = "smtp://u:rahasia@mail:587", "postgresql://alur:rahasia@db/alur"
    shown = repr(settings(tmp_path, ALUR_SECRET_KEY=KEY, ALUR_SMTP_URL=smtp, ALUR_DATABASE_URL=database))
    assert KEY not in shown
    assert "rahasia" not in shown


def test_what_can_hardly_be_meant_is_said(tmp_path: Path) -> None:
    real = {"ALUR_BASE_URL": "https://alur.example.go.id", "ALUR_SMTP_URL": "smtps://mail"}
    assert doubts(settings(tmp_path, **real, ALUR_TRUSTED_PROXIES="1")) == []
    assert ["ALUR_TRUSTED_PROXIES" in each for each in doubts(settings(tmp_path, **real))] == [True]
    assert ["ALUR_SMTP_URL" in each for each in doubts(settings(tmp_path))] == [True]
    assert doubts(settings(tmp_path, ALUR_DEMO="1")) == []
