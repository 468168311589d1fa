"""The command line: `python -m app serve`; it says in one line what is wrong and leaves the work to others."""

import argparse
import asyncio
import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path

from app.domain.errors import StoreUnavailable
from app.engine import Engine
from app.factory import ENGINE, create_app
from app.server import ServerFailed, listen, read_config, run
from app.settings import Settings, SettingsError, read_settings
from app.store.client import connect, ping
from app.store.embedded import EmbeddedStore, EmbeddedStoreFailed, join
from app.telemetry.log import start_logging
from app.web.i18n import LANGUAGES, catalogue


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 after a line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m app", description="Fiido Kefu, customer service for shops.")
    commands = parser.add_subparsers(required=True, metavar="command")
    commands.add_parser("serve", help="answer visitors until stopped").set_defaults(run=_serve)
    chosen = parser.parse_args(arguments)
    try:
        chosen.run(read_settings())
    except (SettingsError, ServerFailed, EmbeddedStoreFailed) as error:
        print(f"fiido-kefu: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(settings: Settings) -> None:
    start_logging(settings.log_level)
    config = read_config()
    for lang in LANGUAGES:
        catalogue(lang)
    with listen(settings.host, settings.port) as listening:
        embedded = None if settings.redis_url else join(settings.var_dir)
        try:
            ready_to_run = _with_store(settings, embedded)
            _check_store(ready_to_run)
            app = create_app(ready_to_run)
            engine: Engine = app.extensions[ENGINE]
            run(app, config, listening, drain=engine.drain, ready=lambda: _announce(settings))
        finally:
            if embedded:
                embedded.leave()


def _with_store(settings: Settings, embedded: EmbeddedStore | None) -> Settings:
    if not embedded:
        return settings
    return replace(settings, redis_url=embedded.url, secret_key=settings.secret_key or _own_secret(settings.var_dir))


def _own_secret(var_dir: Path) -> str:
    """The secret of an installation that was given none: made once, readable by its owner alone."""
    path = var_dir / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    secret = path.read_text("ascii").strip()
    if len(secret) < 32:
        raise SettingsError(f"{path} is damaged; delete it (visitors then start new conversations).")
    return secret


def _check_store(settings: Settings) -> None:
    async def check() -> None:
        redis = connect(settings.redis_url)
        try:
            await ping(redis)
        finally:
            await redis.aclose()

    try:
        asyncio.run(check())
    except StoreUnavailable as error:
        raise SettingsError(f"Redis does not answer ({error.__cause__}); start it, or correct REDIS_URL.") from error


def _announce(settings: Settings) -> None:
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    print(
        f"\n  Demo shop  {base}/\n  Workbench  {base}/agent\n  Health     {base}/api/health/ready\n",
        flush=True,
    )
