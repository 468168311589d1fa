"""Static files under addresses that change with their content, so that browsers may keep them for ever.

They are few and small: read once, compressed once, served from memory. What a page needs at once may come in one file.
Comments, and what makes the sources easy to read, stay behind: visitors on the road pay for every byte.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rjsmin
from quart import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from app.auth.guards import public
from app.web.joining import join

SHARED = "shared"
SHARED_FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
EXACT = "X-Exact-Version"
_UNSAID = re.compile(r"/\*(?:(?!\*/).)*\*/|^\s+", re.DOTALL | re.MULTILINE)
_TEXT_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class _File:
    content_type: str
    plain: bytes
    gzipped: bytes


class Assets:
    """The static files of one front room, and below `shared/` those that every front room has from here.

    All share one version, so that modules can import each other by `./name` and `./shared/name`.
    """

    def __init__(
        self, blueprint: Blueprint, folder: Path, shared: Path = SHARED_FOLDER, *, joined: tuple[str, ...] = ()
    ) -> None:
        """The modules `joined` come with all that they import; what is imported later finds the same instances."""
        self._prefix = f"/assets/{blueprint.name}"
        self._folder = folder
        self._shared = shared
        self._joined = joined

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

    def scripts(self, *folders: str) -> list[str]:
        """The names of the modules in `folders`, for a page that wants them all at once."""
        return [name for name in self._files if name.endswith(".js") and name.split("/")[0] in folders]

    @cached_property
    def _files(self) -> dict[str, _File]:
        contents = _read_all(self._folder)
        contents |= {f"{SHARED}/{name}": content for name, content in _read_all(self._shared).items()}
        sources = {name: content.decode() for name, content in contents.items() if name.endswith(".js")}
        for entry in self._joined:
            contents |= {name: text.encode() for name, text in join(entry, sources.__getitem__).items()}
        return {name: _prepare(Path(name), content) for name, content in contents.items()}

    def _serve(self, version: str, name: str) -> Response:
        file = self._files.get(name)
        # Another process may be of another version: who can ask the next one first says so (nginx/kefu.conf.template).
        if file is None or (version != self.version and EXACT in request.headers):
            raise NotFound
        is_gzipped = request.accept_encodings.quality("gzip") > 0
        response = Response(file.gzipped if is_gzipped else file.plain, content_type=file.content_type)
        if is_gzipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        # An old page may ask for an old version; what it gets must not be kept under that address.
        response.headers["Cache-Control"] = FOR_EVER if version == self.version else "no-store"
        return response


def _lean(suffix: str, text: str) -> str:
    """A script or a style sheet as browsers need it. A style sheet may have no comment's beginning within a string."""
    return rjsmin.jsmin(text) if suffix == ".js" else _UNSAID.sub("", text)


def _read_all(folder: Path) -> dict[str, bytes]:
    """The files below `folder` by their names there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _prepare(path: Path, plain: bytes) -> _File:
    content_type = _TEXT_TYPES.get(path.suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    if path.suffix in {".js", ".css"}:
        plain = _lean(path.suffix, plain.decode()).encode()
    if path.suffix in _TEXT_TYPES:
        content_type += "; charset=utf-8"
    return _File(content_type, plain, gzip.compress(plain, 9, mtime=0))
