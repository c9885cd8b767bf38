"""What the environment may set: every variable that Sampan reads, parsed in one place.

A production start (`SAMPAN_ENV=production`) refuses a default secret, missing hosts and debug.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SHORTEST_SANDBOX_SECRET = 32


class BadEnvironment(Exception):
    """A variable that would make the start unsafe or impossible; the message says which."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The parsed variables; `home` is the folder of everything that Sampan stores."""

    home: Path
    production: bool
    debug: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    database_url: str
    cache_url: str
    behind_proxy: bool
    keeps_pages: bool
    payment_providers: Mapping[str, Mapping[str, str]]
    site_url: str
    mail_url: str
    mail_from: str
    limits: bool = True
    tax_id_checker: str = ""


def home(variables: Mapping[str, str]) -> Path:
    """The folder of everything that Sampan stores: SAMPAN_HOME, or `var` where it is started."""
    return Path(variables.get("SAMPAN_HOME") or "var").resolve()


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Parse and check the variables. Raises BadEnvironment with a sentence for the owner."""
    folder = home(variables)
    production = _choice(variables, "SAMPAN_ENV", ("local", "production")) == "production"
    debug = _switch(variables, "SAMPAN_DEBUG")
    hosts = _list(variables, "SAMPAN_HOSTS")
    secret = variables.get("SAMPAN_SECRET_KEY", "")
    if production and debug:
        raise BadEnvironment("SAMPAN_DEBUG must be off when SAMPAN_ENV is production.")
    limits = _choice(variables, "SAMPAN_LIMITS", ("1", "0")) == "1"
    if production and not limits:
        raise BadEnvironment("SAMPAN_LIMITS must be on when SAMPAN_ENV is production.")
    if production and not hosts:
        raise BadEnvironment("SAMPAN_HOSTS must name the hosts that the store answers to.")
    if production and len(secret) < 50:
        raise BadEnvironment("SAMPAN_SECRET_KEY must be a secret of 50 characters or more.")
    return Environment(
        home=folder,
        production=production,
        debug=debug,
        secret_key=secret or _local_secret(folder),
        allowed_hosts=hosts or ("localhost", "127.0.0.1", "[::1]"),
        trusted_origins=_list(variables, "SAMPAN_TRUSTED_ORIGINS"),
        database_url=variables.get("DATABASE_URL", ""),
        cache_url=variables.get("CACHE_URL", ""),
        behind_proxy=_switch(variables, "SAMPAN_BEHIND_PROXY"),
        keeps_pages=_choice(variables, "SAMPAN_KEEP_PAGES", ("1", "0")) == "1",
        payment_providers=_payment_providers(variables, production=production),
        site_url=_site_url(variables, hosts, production=production),
        mail_url=variables.get("SAMPAN_MAIL_URL", ""),
        mail_from=variables.get("SAMPAN_MAIL_FROM") or f"shop@{hosts[0] if hosts else 'localhost'}",
        limits=limits,
        tax_id_checker=_choice(variables, "SAMPAN_TAX_ID_CHECKER", ("", "vies", "sandbox")),
    )


def database(environment: Environment) -> dict[str, object]:
    """Django's settings of the default database: SQLite under `home`, or what DATABASE_URL says."""
    if not environment.database_url:
        return sqlite(environment.home / "sampan.sqlite3")
    url = urlsplit(environment.database_url)
    if url.scheme == "sqlite":
        return sqlite(Path(unquote(url.path)))
    if url.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment("DATABASE_URL must start with postgresql:// or sqlite:///.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite for one machine: readers never wait, writers queue, a power cut loses nothing.

    Temporary storage in memory would hold every page that a long transaction's savepoints touch:
    80 MB more for an import of 10,000 products (measured), so it may go to a file.
    """
    return {
        "ENGINE": "sampan.kernel.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-8000; PRAGMA temp_store=FILE; PRAGMA mmap_size=268435456;"
                "PRAGMA secure_delete=FAST"
            ),
        },
    }


def cache(environment: Environment) -> dict[str, object]:
    """Django's settings of the default cache: this process's memory, or Redis or Valkey."""
    if not environment.cache_url:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.cache_url,
        "KEY_PREFIX": "sampan",
    }


def mail(environment: Environment) -> dict[str, object]:
    """Django's settings of the mail server: files under `home`, or what SAMPAN_MAIL_URL says."""
    if not environment.mail_url:
        return {"EMAIL_BACKEND": "sampan.kernel.mail_files.MailFiles"}
    url = urlsplit(environment.mail_url)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise BadEnvironment("SAMPAN_MAIL_URL must start with smtp:// or smtps://.")
    is_encrypted = url.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if is_encrypted else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": is_encrypted,
        "EMAIL_USE_TLS": not is_encrypted and "plain" not in url.query,
        "EMAIL_TIMEOUT": 20,
    }


def _site_url(variables: Mapping[str, str], hosts: tuple[str, ...], *, production: bool) -> str:
    """Where links in letters lead: as it is set, or the first host."""
    given = variables.get("SAMPAN_SITE_URL", "").rstrip("/")
    if given and not given.startswith(("http://", "https://")):
        raise BadEnvironment("SAMPAN_SITE_URL must start with https:// or http://.")
    return given or (f"https://{hosts[0]}" if production else "http://localhost:8000")


def _payment_providers(
    variables: Mapping[str, str], *, production: bool
) -> Mapping[str, Mapping[str, str]]:
    """The sandbox is there unless the shop is live: a live shop must not sell for play money."""
    if production and not _switch(variables, "SAMPAN_SANDBOX"):
        return {}
    secret = variables.get("SANDBOX_SECRET", "")
    if production and len(secret) < SHORTEST_SANDBOX_SECRET:
        raise BadEnvironment(
            f"SANDBOX_SECRET must be a secret of {SHORTEST_SANDBOX_SECRET} characters or more: "
            "whoever knows it can say that an order is paid."
        )
    return {
        "sandbox": {
            "base_url": variables.get("SANDBOX_URL") or "http://127.0.0.1:8099",
            "secret": secret or "sandbox-secret",
        }
    }


def _local_secret(home: Path) -> str:
    """A secret made once for this machine, readable by its user only."""
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def _choice(variables: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = variables.get(name) or allowed[0]
    if value not in allowed:
        raise BadEnvironment(f"{name} must be one of: {', '.join(allowed)}.")
    return value


def _switch(variables: Mapping[str, str], name: str) -> bool:
    return _choice(variables, name, ("0", "1")) == "1"


def _list(variables: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in variables.get(name, "").split(",") if part.strip())
