"""Every setting of the program, read once from the environment; nothing else reads the environment.

One field is one variable of the same name in capitals; README.md lists them all.
"""

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

from app.domain.address import is_address
from app.domain.origins import read_pattern
from app.setting_values import SettingsError, check_network, check_redis_url, parse, read_secret

__all__ = ["SECRETS", "Settings", "SettingsError", "read_settings"]

AIName = Literal["faq", "coze", "openai"]
MailSecurity = Literal["tls", "starttls", "none"]
TeamLang = Literal["zh", "en"]

SECRETS = ("secret_key", "redis_url", "coze_api_token", "openai_api_key", "smtp_password")
"""What may also stand in a file that a variable with `_FILE` at its end names, as containers are given secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided; the defaults are those of a shop owner who tries the product out."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    tls_cert_file: Path | None = None
    tls_key_file: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    demo_shop: bool = True
    log_level: str = "INFO"

    redis_url: str = ""
    redis_tag: str = "kefu"
    redis_wait_replicas: int = 0
    redis_wait_ms: int = 1_000
    var_dir: Path = Path("var")
    session_expire_seconds: int = 86_400
    secret_key: str = ""

    ai_provider: AIName = "faq"
    ai_connect_timeout_s: float = 5.0
    ai_first_word_timeout_s: float = 25.0
    ai_between_words_timeout_s: float = 20.0
    ai_answer_timeout_s: float = 180.0
    faq_dir: Path = Path("faq")
    coze_api_base: str = "https://api.coze.cn"
    coze_bot_id: str = ""
    coze_workflow_id: str = ""
    coze_app_id: str = ""
    coze_api_token: str = ""
    coze_oauth_client_id: str = ""
    coze_oauth_public_key_id: str = ""
    coze_oauth_private_key_file: Path | None = None
    openai_base_url: str = ""
    openai_api_key: str = ""
    openai_model: str = ""
    openai_system_prompt: str = ""

    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: MailSecurity = "tls"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    smtp_ca_file: Path | None = None
    team_emails: tuple[str, ...] = ()
    team_lang: TeamLang = "zh"

    @property
    def base_url(self) -> str:
        """Where the program is reached, as far as it knows, without a slash at the end."""
        scheme = "https" if self.tls_cert_file else "http"
        return self.public_url.rstrip("/") or f"{scheme}://{self.host}:{self.port}"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of `environ` (the process's own by default); raises `SettingsError`.

    An empty variable counts as absent, as in a compose file that passes an unset one on.
    """
    source = os.environ if environ is None else environ
    given = {f: _given(f.name, source) for f in fields(Settings)}
    values = {f.name: parse(f.name.upper(), f.type, text) for f, text in given.items() if text}
    settings = Settings(**values)
    _check_general(settings)
    _check_store(settings)
    _check_ai(settings)
    _check_mail(settings)
    return settings


def _given(field: str, source: Mapping[str, str]) -> str:
    """What was written for a field: in its variable, or, where it is a secret, in the file that another names."""
    name = field.upper()
    text = source.get(name, "").strip()
    path = source.get(f"{name}_FILE", "").strip() if field in SECRETS else ""
    if text and path:
        raise SettingsError(f"{name} and {name}_FILE are both set; keep one of them.")
    return read_secret(f"{name}_FILE", path) if path else text


def _check_general(settings: Settings) -> None:
    if settings.port > 65_535:
        raise SettingsError(f"PORT must be between 1 and 65535, not {settings.port}.")
    if bool(settings.tls_cert_file) != bool(settings.tls_key_file):
        raise SettingsError("TLS_CERT_FILE and TLS_KEY_FILE go together; one of them is missing.")
    for proxy in settings.trusted_proxies:
        check_network(proxy)
    if settings.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingsError(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {settings.log_level!r}.")
    for origin in settings.allowed_origins:
        if not read_pattern(origin):
            raise SettingsError(
                f"ALLOWED_ORIGINS holds {origin!r}; write origins like https://shop.example.com or https://*.example.com."
            )


def _check_store(settings: Settings) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", settings.redis_tag):
        raise SettingsError("REDIS_TAG must be 1 to 32 letters, digits, - or _.")
    if settings.redis_url:
        check_redis_url(settings.redis_url)
    if settings.redis_url and not settings.secret_key:
        raise SettingsError("SECRET_KEY is missing: set it to 32 or more random characters (openssl rand -hex 32).")
    if settings.secret_key and len(settings.secret_key) < 32:
        raise SettingsError("SECRET_KEY is too short: use 32 or more random characters (openssl rand -hex 32).")


def _check_ai(settings: Settings) -> None:
    for name in ("public_url", "coze_api_base", "openai_base_url"):
        address = getattr(settings, name)
        if address and not re.fullmatch(r"https?://[\w.\[\]:-]+(/[\w./%~-]*)?", address):
            raise SettingsError(f"{name.upper()} must be an address like https://kefu.example.com, not {address!r}.")
    match settings.ai_provider:
        case "faq":
            if not settings.faq_dir.is_dir():
                raise SettingsError(f"FAQ_DIR names {settings.faq_dir}, which is no folder.")
        case "coze":
            _check_coze(settings)
        case "openai":
            _require("openai", OPENAI_BASE_URL=settings.openai_base_url, OPENAI_MODEL=settings.openai_model)
        case _:
            raise SettingsError(f"AI_PROVIDER must be faq, coze or openai, not {settings.ai_provider!r}.")


def _check_coze(settings: Settings) -> None:
    if not settings.coze_bot_id:
        both = {"COZE_WORKFLOW_ID": settings.coze_workflow_id, "COZE_APP_ID": settings.coze_app_id}
        if not any(both.values()):
            raise SettingsError("AI_PROVIDER=coze needs COZE_BOT_ID, or COZE_WORKFLOW_ID and COZE_APP_ID.")
        _require("coze", **both)
    if settings.coze_api_token:
        return
    key_file = settings.coze_oauth_private_key_file
    oauth = {
        "COZE_OAUTH_CLIENT_ID": settings.coze_oauth_client_id,
        "COZE_OAUTH_PUBLIC_KEY_ID": settings.coze_oauth_public_key_id,
        "COZE_OAUTH_PRIVATE_KEY_FILE": str(key_file or ""),
    }
    if not any(oauth.values()):
        raise SettingsError("AI_PROVIDER=coze needs COZE_API_TOKEN, or the three COZE_OAUTH_... settings.")
    _require("coze", **oauth)
    if key_file and not key_file.is_file():
        raise SettingsError(f"COZE_OAUTH_PRIVATE_KEY_FILE names {key_file}, which cannot be found.")


def _check_mail(settings: Settings) -> None:
    if settings.team_lang not in {"zh", "en"}:
        raise SettingsError(f"TEAM_LANG must be zh or en, not {settings.team_lang!r}.")
    if not settings.smtp_host:
        given = {"SMTP_USER": settings.smtp_user, "SMTP_FROM": settings.smtp_from, "SMTP_PORT": settings.smtp_port}
        if any(given.values()):
            raise SettingsError(f"{next(n for n, value in given.items() if value)} is set, but SMTP_HOST is not.")
        return
    if settings.smtp_security not in {"tls", "starttls", "none"}:
        raise SettingsError(f"SMTP_SECURITY must be tls, starttls or none, not {settings.smtp_security!r}.")
    # Each would wait for the other's first word until the time is up.
    if (settings.smtp_port, settings.smtp_security) in {(587, "tls"), (465, "starttls")}:
        other = "starttls" if settings.smtp_security == "tls" else "tls"
        raise SettingsError(f"SMTP_PORT={settings.smtp_port} goes with SMTP_SECURITY={other}.")
    if settings.smtp_port > 65_535:
        raise SettingsError(f"SMTP_PORT must be between 1 and 65535, not {settings.smtp_port}.")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        raise SettingsError("SMTP_USER and SMTP_PASSWORD go together; one of them is missing.")
    if settings.smtp_ca_file:
        try:
            ssl.create_default_context(cafile=settings.smtp_ca_file)
        except OSError:
            raise SettingsError(f"SMTP_CA_FILE names {settings.smtp_ca_file}, which holds no certificates.") from None
    _check_addresses(settings)


def _check_addresses(settings: Settings) -> None:
    if not is_address(parseaddr(settings.smtp_from or settings.smtp_user)[1]):
        raise SettingsError("SMTP_FROM must be an address like kefu@example.com or Shop <kefu@example.com>.")
    for address in settings.team_emails:
        if not is_address(address):
            raise SettingsError(f"TEAM_EMAILS holds {address!r}; write addresses separated by commas.")


def _require(provider: str, **values: str) -> None:
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise SettingsError(f"AI_PROVIDER={provider} needs {' and '.join(missing)}.")
