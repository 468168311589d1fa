"""Static files under addresses that change with their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from quart import Blueprint, Response, send_from_directory

from app.auth.guards import public

FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """The static files of one front room. All share one version, so that modules can import each other by `./name`."""

    def __init__(self, blueprint: Blueprint, folder: Path) -> None:
        self._prefix = f"/assets/{blueprint.name}"
        self._folder = folder
        self.version = cache(self._digest)

        @blueprint.get(f"{self._prefix}/<version>/<path:name>")
        @public
        async def asset(version: str, name: str) -> Response:
            return await self._serve(version, name)

    def url(self, name: str) -> str:
        """The address of the file `name`."""
        return f"{self._prefix}/{self.version()}/{name}"

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:12]

    async def _serve(self, version: str, name: str) -> Response:
        response = await send_from_directory(self._folder, name)
        # An old page may ask for an old version; what it gets must not be kept under that address.
        response.headers["Cache-Control"] = FOR_EVER if version == self.version() else "no-store"
        return response
