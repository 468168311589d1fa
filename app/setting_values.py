"""What one setting must look like, and how it is read from text; which settings there are is told in `settings`."""

import ipaddress
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingsError(Exception):
    """The settings do not make sense; the message tells the operator in one line what to do."""


def parse(name: str, kind: Any, text: str) -> Any:
    """The value of the variable `name`, whose field is of type `kind`; raises `SettingsError`."""
    if kind is bool:
        if text.lower() not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            raise SettingsError(f"{name} must be true or false, not {text!r}.")
        return text.lower() in {"1", "true", "yes", "on"}
    if kind in (int, float):
        return _number(name, kind, text)
    if kind in (Path, Path | None):
        return Path(text)
    if kind == tuple[str, ...]:
        return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    return text


def _number(name: str, kind: type[int] | type[float], text: str) -> int | float:
    try:
        value = kind(text)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {text!r}.") from None
    if not 0 < value < float("inf"):
        raise SettingsError(f"{name} must be more than 0, not {text!r}.")
    return value


def read_secret(name: str, path: str) -> str:
    """What the file at `path` holds, which the variable `name` names; raises `SettingsError`."""
    try:
        found = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"{name} names {path}, which cannot be read ({reason}).") from None
    if not found:
        raise SettingsError(f"{name} names {path}, which is empty.")
    return found


def check_network(text: str) -> None:
    """Refuse what is neither an address nor a network of addresses."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        raise SettingsError(
            f"TRUSTED_PROXIES holds {text!r}; write addresses or networks like 127.0.0.1, 10.0.0.0/8."
        ) from None


def check_redis_url(url: str) -> None:
    """Refuse what the client would stumble over later; the address is not repeated, it may hold a password."""
    if not re.match(r"(rediss?(\+(sentinel|cluster))?|unix)://", url):
        raise SettingsError(
            "REDIS_URL must begin with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://."
        )
    if "+" in url.partition("://")[0]:
        _check_redis_hosts(url)
        return
    try:
        parts = urlsplit(url)
        is_sound = parts.port != 0 and (parts.scheme == "unix" or re.fullmatch(r"(/\d*)?", parts.path))
    except ValueError:
        is_sound = False
    if not is_sound:
        raise SettingsError("REDIS_URL must look like redis://user:password@host:6379/0; its port or number is wrong.")


def _check_redis_hosts(url: str) -> None:
    """The same for several machines: Sentinels that know a master by its name, or a cluster's nodes."""
    host = r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}"
    hosts = rf"([^@/]*@)?{host}(,{host})*"
    kind, _, rest = url.partition("://")
    if kind.endswith("+sentinel") and not re.fullmatch(rf"{hosts}/[\w.-]+(/\d+)?", rest):
        raise SettingsError("REDIS_URL must look like redis+sentinel://user:password@host:26379,host:26379/mymaster/0.")
    if kind.endswith("+cluster") and not re.fullmatch(rf"{hosts}/?", rest):
        raise SettingsError("REDIS_URL must look like redis+cluster://user:password@host:6379,host:6379.")
