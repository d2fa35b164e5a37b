"""Typed readers of environment variables: each setting is read once, from one place."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What a database URL may say beyond the server: handed to the driver as it stands.
PARAMETERS = frozenset(
    {
        "connect_timeout",
        "options",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)

# Pages ask many short questions that join ten tables. PostgreSQL by itself plans only eight of them
# together, which can miss the one index that matters; with fourteen the plan costs more than the
# answer (50 ms). And it compiles for a second what then runs for one millisecond.
PLANNER = "-c jit=off -c join_collapse_limit=10 -c from_collapse_limit=10"


def env_text(name: str, default: str = "") -> str:
    """Return the variable, or what stands in the file that `NAME_FILE` names."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool = False) -> bool:
    value = env_text(name).strip().lower()
    if value in {"", "0", "false", "no"}:
        return default if value == "" else False
    if value in {"1", "true", "yes"}:
        return True
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def env_int(name: str, *, default: int) -> int:
    value = env_text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.") from error


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env_text(name).split(",") if part.strip()]


def database(url: str, folder: Path) -> dict[str, object]:
    """Return Django's database setting: SQLite in `folder`, or the server of a postgresql:// URL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "guatu.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
                ),
            },
            "CONN_MAX_AGE": 60,  # opening reads the whole schema: as costly as many a page
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            "GUATU_DATABASE must read postgresql://user:password@host:port/name."
        )
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    if unknown := sorted(query.keys() - PARAMETERS):
        raise ImproperlyConfigured(
            f"GUATU_DATABASE has the unknown parameter {', '.join(unknown)}:"
            f" known are host, {', '.join(sorted(PARAMETERS))}."
        )
    query["options"] = (
        f"{PLANNER} {query.get('options', '')}".rstrip()
    )  # the operator's word is the last
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
