"""The loader for shops' pages: its modules joined into two files, named by their content; it does not serve them.

The sources are ES modules like all others. A shop's page gets one classic script, whose modules share one scope so that
every byte counts, and at the first interest one module; there is no build step.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import rjsmin

from app.web.i18n import LANGUAGES, translate
from app.web.joining import IMPORT, body_of, needed_by

NAME = "fiido-kefu"


def N_(msgid: str) -> str:  # noqa: N802  # gettext's own name for: collect this, translate it later
    """`msgid` itself; the catalogues collect it here."""
    return msgid


LOADER_WORDS = {
    "chat": N_("Customer service"),
    "news": N_(" ({n} unread)"),
    "lost": N_("The chat cannot be reached"),
}
CHAT_WORDS = {
    "title": N_("Customer service"),
    "unreachable": N_("The chat cannot be reached right now. Please try again in a moment."),
    "retry": N_("Try again"),
    "dismiss": N_("No, thank you"),
}


class Loader:
    """The two files of the loader, made of the modules in `folder` at the first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def chat(self) -> bytes:
        """The module that is fetched at the first interest."""
        return self._join("chat", CHAT_WORDS).encode()

    @cached_property
    def script(self) -> bytes:
        """The script that the shop's page names."""
        body = self._join("main", LOADER_WORDS, CHAT=f"/sdk/{self.chat_name}")
        return f'(()=>{{"use strict";{body}}})()\n'.encode()

    @property
    def chat_name(self) -> str:
        """The module's file name, which changes with its content."""
        return f"chat.{_digest(self.chat)}.js"

    @property
    def script_name(self) -> str:
        """The script's file name for who pins it, which changes with its content."""
        return f"{NAME}.{_digest(self.script)}.js"

    @property
    def path(self) -> str:
        """The path of the pinned script."""
        return f"/sdk/{self.script_name}"

    @property
    def integrity(self) -> str:
        """What the pinned script's tag says in `integrity` (W3C Subresource Integrity)."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.script).digest()).decode()

    @property
    def files(self) -> dict[str, bytes]:
        """Both files by the names that their content gives them."""
        return {self.script_name: self.script, self.chat_name: self.chat}

    @cached_property
    def types(self) -> bytes:
        """The declarations for TypeScript."""
        return (self._folder / f"{NAME}.d.ts").read_bytes()

    def _join(self, entry: str, words: Mapping[str, str], **constants: str) -> str:
        """The module `entry` after all that it imports, each once; only the entry itself exports."""
        said = {lang: {key: translate(msgid, lang) for key, msgid in words.items()} for lang in LANGUAGES}
        known = {"WORDS": said, **constants}
        head = "".join(
            f"const {name}={json.dumps(value, ensure_ascii=False, separators=(',', ':'))};"
            for name, value in known.items()
        )
        *others, last = needed_by(f"{entry}.js", self._read)
        bodies = [*(body_of(self._read(name)) for name in others), IMPORT.sub("", self._read(last))]
        return f"{head}{rjsmin.jsmin(chr(10).join(bodies))}"

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text("utf-8")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
