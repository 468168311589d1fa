"""The command line: `python -m app serve | create-agent | shop`; it says in one line what is wrong, others do it."""

import argparse
import asyncio
import getpass
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from app import backup_command, doctor_command, serve_command, shop_command
from app.auth.agents import AgentTokens
from app.auth.door import Door
from app.auth.passwords import Passwords
from app.auth.staff import Staff
from app.domain.agent import Agent, AgentRole
from app.domain.credentials import check_password
from app.domain.errors import KefuError, StoreUnavailable
from app.engine import new_id, now_ms
from app.server import ServerFailed, listen, read_config, secure
from app.settings import Settings, SettingsError, read_settings
from app.store.embedded import EmbeddedStoreFailed, join
from app.store.schema import StoreRefused
from app.store.store import Store, open_store
from app.telemetry.log import start_logging
from app.web.i18n import LANGUAGES, TranslationsMissing, catalogue, translate
from app.web.sentences import ERRORS

Answer = TypeVar("Answer")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 after a line on standard error; the doctor has 1 too."""
    parser = argparse.ArgumentParser(prog="python -m app", description="Fiido Kefu, customer service for shops.")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="answer visitors until stopped")
    serve.set_defaults(run=_serve)
    serve_command.describe(serve)
    _describe_create_agent(
        commands.add_parser("create-agent", help="make an agent's account, on the running store or not")
    )
    shop = commands.add_parser("shop", help="the shops' settings, on the running store or not")
    shop.set_defaults(run=_shop)
    shop_command.describe(shop)
    backup_command.describe(commands, run=_copy)
    doctor_command.describe(commands, run=_doctor)
    chosen = parser.parse_args(arguments)
    try:
        return _run(chosen)
    except (SettingsError, ServerFailed, EmbeddedStoreFailed, StoreRefused, TranslationsMissing) as error:
        print(f"fiido-kefu: {error}", file=sys.stderr)
        return 2


def _run(chosen: argparse.Namespace) -> int:
    try:
        code: int | None = chosen.run(read_settings(), chosen)
    except KefuError as error:
        where = f"{error.params['field']}: " if error.params.get("field") else ""
        print(f"fiido-kefu: {where}{translate(ERRORS[error.code], 'en', **error.params)}", file=sys.stderr)
        return 2
    return code or 0


def _describe_create_agent(command: argparse.ArgumentParser) -> None:
    command.add_argument("--username", required=True, help="the name to sign in with")
    command.add_argument("--name", default="", help="the name that visitors see; the sign-in name by default")
    command.add_argument("--role", choices=[role.value for role in AgentRole], default=AgentRole.AGENT.value)
    command.add_argument("--lang", choices=LANGUAGES, default="zh", help="the language of their workbench")
    command.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    command.set_defaults(run=_create_agent)


def _serve(settings: Settings, chosen: argparse.Namespace) -> None:
    start_logging(settings.log_level)
    config = read_config()
    secure(config, settings.tls_cert_file, settings.tls_key_file)
    for lang in LANGUAGES:
        catalogue(lang)
    with (
        serve_command.ending_in_order(),
        listen(settings.host, settings.port) as listening,
        _with_store(settings) as ready_to_run,
    ):
        setup = _ask_staff(ready_to_run, lambda staff: staff.open_setup())
        store = _store_kind(settings)
        serve_command.serve(ready_to_run, config, listening, workers=chosen.workers, setup=setup, store=store)


def _create_agent(settings: Settings, chosen: argparse.Namespace) -> None:
    start_logging("WARNING")
    wanted = Agent(
        id="",
        username=chosen.username,
        name=chosen.name or chosen.username,
        role=AgentRole(chosen.role),
        lang=chosen.lang,
    )
    password = sys.stdin.readline().rstrip("\r\n") if chosen.password_stdin else _ask_password()
    # Before the store is opened, and before an empty one could be taken for none.
    check_password(password, username=wanted.username)
    with _with_store(settings) as ready_to_run:
        account = _ask_staff(ready_to_run, lambda staff: staff.create(wanted, password))
    print(f"{account.agent.username} can sign in now.")


def _shop(settings: Settings, chosen: argparse.Namespace) -> None:
    start_logging("WARNING")
    shop_command.prepare(chosen)
    with _with_store(settings) as ready_to_run:
        print(_ask(ready_to_run, lambda store: shop_command.answer(store, chosen, ready_to_run)))


def _copy(settings: Settings, chosen: argparse.Namespace) -> None:
    start_logging("WARNING")
    with backup_command.prepare(chosen) as deed, _with_store(settings) as ready_to_run:
        said = _ask(ready_to_run, deed, settles=False)
    # Only now what was written is in its place.
    print(said, file=sys.stderr)


def _doctor(settings: Settings, chosen: argparse.Namespace) -> int:
    # What is printed may be read by a program.
    start_logging("ERROR", sys.stderr)
    try:
        with _with_store(settings) as ready_to_run:
            text, code = doctor_command.answer(ready_to_run, chosen)
    except EmbeddedStoreFailed as error:
        text, code = doctor_command.answer(settings, chosen, store_trouble=str(error))
    print(text)
    return code


def _ask_password() -> str:
    try:
        password, again = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    except EOFError:
        raise SettingsError(
            "There is nobody to ask for a password; give it on a line, with --password-stdin."
        ) from None
    if again != password:
        raise SettingsError("The two passwords differ; nothing was changed.")
    return password


@contextmanager
def _with_store(settings: Settings) -> Iterator[Settings]:
    """The settings to run with while the store is there: the one in them, or the embedded one."""
    if settings.redis_url:
        yield settings
        return
    embedded = join(settings.var_dir)
    try:
        secret_key = settings.secret_key or _own_secret(settings.var_dir)
        yield replace(settings, redis_url=embedded.url, secret_key=secret_key)
    finally:
        embedded.leave()


def _store_kind(settings: Settings) -> str:
    """What kind of store that is: `embedded`, `redis`, `sentinel` or `cluster`; the address may hold a password."""
    if not settings.redis_url:
        return "embedded"
    return settings.redis_url.partition("://")[0].partition("+")[2] or "redis"


def _ask_staff(settings: Settings, ask: Callable[[Staff], Awaitable[Answer]]) -> Answer:
    """What the accounts answer, before or beside a server."""
    passwords, tokens = Passwords(), AgentTokens(settings.secret_key, clock_s=time.time)

    async def asking(store: Store) -> Answer:
        door = Door(store, passwords, tokens, new_id=new_id)
        return await ask(Staff(store, passwords, door, clock_ms=now_ms, new_id=new_id))

    return _ask(settings, asking)


def _ask(settings: Settings, ask: Callable[[Store], Awaitable[Answer]], *, settles: bool = True) -> Answer:
    """What is found in the store, before or beside a server, once its data have this version's layout (`settles`).

    Raises `StoreRefused` where they cannot have it, `SettingsError` where Redis does not answer.
    """

    async def asking() -> Answer:
        store = open_store(settings.redis_url, tag=settings.redis_tag, expire_s=settings.session_expire_seconds)
        try:
            if settles:
                await store.schema.settle()
            return await ask(store)
        finally:
            await store.close()

    try:
        return asyncio.run(asking())
    except StoreUnavailable as error:
        raise SettingsError(f"Redis does not answer ({error.__cause__}); start it, or correct REDIS_URL.") from error


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
