"""How Django reaches PostgreSQL, and how what is not Django does."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PREPARED = {"server_side_binding": True, "prepare_threshold": 2}


def django_settings(url: str, *, prepared: bool) -> dict[str, Any]:
    """One entry of DATABASES. `prepared`: a statement that comes again is planned once a connection."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SystemExit("DATABASE_URL must read like postgresql://user:password@host/name.")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "doanso.config.backend",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query | (PREPARED if prepared else {}),
    }


def libpq_options(database: dict[str, Any]) -> dict[str, str]:
    """The same for libpq and its programs, without what only Django knows."""
    given = {name: database[name.upper()] for name in ("host", "port", "user", "password")}
    given |= {"dbname": database["NAME"]}
    given |= {name: value for name, value in database["OPTIONS"].items() if name not in PREPARED}
    return {name: str(value) for name, value in given.items() if value}
