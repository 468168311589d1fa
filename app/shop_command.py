"""`python -m app shop ...`: the shops' settings for operators, as lines and JSON; how a store is found, `cli` knows."""

import argparse
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.auth.identity import Identities
from app.desk.shopbook import ShopBook
from app.domain.identity import BY_HASH, BY_JWT
from app.domain.origins import read_origins
from app.domain.shop import Shop, with_next_secret
from app.domain.shop_fields import ShopRefused
from app.domain.shop_form import amend, settings_data
from app.settings import Settings, SettingsError
from app.store.store import Store
from app.web.loader import Loader
from app.widget.sdk import FOLDER
from app.workbench.snippet import Source, write_snippets

Deed = Callable[[ShopBook, argparse.Namespace, Settings], Awaitable[str]]


def describe(command: argparse.ArgumentParser) -> None:
    """Give `python -m app shop` its verbs."""
    verbs = command.add_subparsers(required=True, metavar="verb")
    verbs.add_parser("list", help="one line for each shop: id, names, sites").set_defaults(deed=_list)
    verb = _with_id(verbs.add_parser("show", help="a shop's settings, as JSON"), _show)
    verb = _with_id(verbs.add_parser("create", help="make a shop"), _create)
    verb.add_argument("--name-zh", required=True, help="its name in Chinese")
    verb.add_argument("--name-en", required=True, help="its name in English")
    verb.add_argument("--origin", action="append", default=[], help="a site that may embed the chat; may come again")
    verb = _with_id(verbs.add_parser("set", help="change a shop; what is not said stays"), _set)
    verb.add_argument("file", nargs="?", metavar="FILE", help="JSON as `show` prints it; - for standard input")
    verb.add_argument("--origin", action="append", default=[], help="one more site that may embed the chat")
    verb = _with_id(verbs.add_parser("secret", help="what the shop signs its visitors' ids with"), _secret)
    verb.add_argument("--renew", action="store_true", help="make another; what the old one has signed is refused")
    verb.add_argument("--ids", action="store_true", help="the secret for signed ids, not for tokens")
    _with_id(verbs.add_parser("snippet", help="the lines that embed the chat"), _snippet)


def prepare(chosen: argparse.Namespace) -> None:
    """Read what goes with the verb, before any store is opened.

    Raises `SettingsError` for what is no JSON, `ShopRefused` for what is no site.
    """
    chosen.origins = read_origins(getattr(chosen, "origin", []))
    if chosen.deed is _set:
        chosen.data = _read_json(chosen.file, is_needed=not chosen.origins)


async def answer(store: Store, chosen: argparse.Namespace, settings: Settings) -> str:
    """Do what was chosen; returns what to print. Raises what the shop book raises."""
    book = ShopBook(store)
    await book.reload()
    deed: Deed = chosen.deed
    return await deed(book, chosen, settings)


def _with_id(verb: argparse.ArgumentParser, deed: Deed) -> argparse.ArgumentParser:
    verb.add_argument("id", metavar="ID", help="the shop's id")
    verb.set_defaults(deed=deed)
    return verb


def _read_json(file: str | None, *, is_needed: bool) -> Any:
    if file is None and not is_needed:
        return {}
    if file in (None, "-") and sys.stdin.isatty():
        raise SettingsError("Name a file, or give the settings as JSON on standard input.")
    try:
        return json.loads(sys.stdin.read() if file in (None, "-") else Path(str(file)).read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{file or 'Standard input'} holds no JSON: {error}.") from error


async def _list(book: ShopBook, _: argparse.Namespace, __: Settings) -> str:
    return "\n".join(
        "\t".join((shop.id, shop.names["en"], shop.names["zh"], " ".join(shop.origins))) for shop in book.all()
    )


async def _show(book: ShopBook, chosen: argparse.Namespace, _: Settings) -> str:
    return _as_json(book.get(chosen.id))


async def _create(book: ShopBook, chosen: argparse.Namespace, _: Settings) -> str:
    await book.create(chosen.id, {"zh": chosen.name_zh, "en": chosen.name_en})
    return _as_json(await book.change(chosen.id, lambda shop: replace(shop, origins=chosen.origins)))


async def _set(book: ShopBook, chosen: argparse.Namespace, _: Settings) -> str:
    def changed(shop: Shop) -> Shop:
        amended = amend(shop, chosen.data)
        return replace(amended, origins=read_origins((*amended.origins, *chosen.origins)))

    if not isinstance(chosen.data, dict):
        raise ShopRefused(field="settings")
    return _as_json(await book.change(chosen.id, changed))


async def _secret(book: ShopBook, chosen: argparse.Namespace, settings: Settings) -> str:
    shop = await book.change(chosen.id, with_next_secret) if chosen.renew else book.get(chosen.id)
    use = BY_HASH if chosen.ids else BY_JWT
    return Identities(settings.secret_key, clock_s=time.time).secret(shop.id, shop.identity_version, use)


async def _snippet(book: ShopBook, chosen: argparse.Namespace, settings: Settings) -> str:
    loader, address = Loader(FOLDER), settings.base_url
    snippets = write_snippets(book.get(chosen.id), Source(address, loader.path, loader.integrity))
    return "\n\n".join(f"<!-- {name} -->\n{html}" for name, html in snippets.items())


def _as_json(shop: Shop) -> str:
    return json.dumps(settings_data(shop), ensure_ascii=False, indent=2)
