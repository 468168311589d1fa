"""Static files under addresses that change with their content, so that browsers may keep them for ever.

They are few and small: read once, compressed once, served from memory. Comments that have lines of their own stay
behind, since visitors on the road pay for every byte; no template literal may have a line that begins like one.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quart import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from app.auth.guards import public

FOR_EVER = "public, max-age=31536000, immutable"
_OWN_LINES = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*$|//[^\n]*$)", re.DOTALL | re.MULTILINE)
_TEXT_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class _File:
    content_type: str
    plain: bytes
    gzipped: bytes


class Assets:
    """The static files of one front room. All share one version, so that modules can import each other by `./name`."""

    def __init__(self, blueprint: Blueprint, folder: Path) -> None:
        self._prefix = f"/assets/{blueprint.name}"
        self._folder = folder

        @blueprint.get(f"{self._prefix}/<version>/<path:name>")
        @public
        async def asset(version: str, name: str) -> Response:
            return self._serve(version, name)

    def url(self, name: str) -> str:
        """The address of the file `name`."""
        return f"{self._prefix}/{self.version}/{name}"

    @cached_property
    def version(self) -> str:
        """A name for the content of all files together."""
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + file.plain)
        return digest.hexdigest()[:12]

    @cached_property
    def _files(self) -> dict[str, _File]:
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        return {path.relative_to(self._folder).as_posix(): _read(path) for path in paths}

    def _serve(self, version: str, name: str) -> Response:
        file = self._files.get(name)
        if file is None:
            raise NotFound
        is_gzipped = request.accept_encodings.quality("gzip") > 0
        response = Response(file.gzipped if is_gzipped else file.plain, content_type=file.content_type)
        if is_gzipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        # An old page may ask for an old version; what it gets must not be kept under that address.
        response.headers["Cache-Control"] = FOR_EVER if version == self.version else "no-store"
        return response


def _without_comments(text: str) -> str:
    """The text without the comments that have lines of their own; the numbers of its lines stay true."""
    return _OWN_LINES.sub(lambda found: "\n" * found[0].count("\n"), text)


def _read(path: Path) -> _File:
    content_type = _TEXT_TYPES.get(path.suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    plain = path.read_bytes()
    if path.suffix in {".js", ".css"}:
        plain = _without_comments(plain.decode()).encode()
    if path.suffix in _TEXT_TYPES:
        content_type += "; charset=utf-8"
    return _File(content_type, plain, gzip.compress(plain, 9, mtime=0))
