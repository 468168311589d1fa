"""Where shops' pages fetch the loader: under a name that stays, and under one that its content gave it."""

import gzip
import logging
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from quart import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from app.auth.guards import public
from app.domain.errors import StoreUnavailable
from app.telemetry.log import log
from app.web.assets import FOR_EVER
from app.web.services import services

blueprint = Blueprint("sdk", __name__, url_prefix="/sdk")

FOLDER = Path(__file__).parent / "loader"
SHORT_LIVED = "public, max-age=600, stale-while-revalidate=86400"
SCRIPT = "text/javascript; charset=utf-8"


@blueprint.before_app_serving
async def keep_loader() -> None:
    """Keep both files from the start: pages may ask any process for them, also one of another version."""
    try:
        for name, content in services().loader.files.items():
            await services().loaders.keep(name, content)
    except StoreUnavailable as error:
        log("loader_not_kept", level=logging.WARNING, reason=str(error))


@blueprint.get("/fiido-kefu.js")
@public
async def loader() -> Response:
    """The loader as it is now, for pages that follow every update."""
    return await _send(services().loader.script, SHORT_LIVED)


@blueprint.get("/<any('fiido-kefu', chat):part>.<digest>.js")
@public
async def pinned(part: str, digest: str) -> Response:
    """One file of the loader by its content, for ever: also of versions of the program that were here before."""
    name = f"{part}.{digest}.js"
    content = services().loader.files.get(name) or await services().loaders.find(name)
    if content is None:
        raise NotFound
    return await _send(content, FOR_EVER)


@blueprint.get("/fiido-kefu.d.ts")
@public
async def types() -> Response:
    """The loader's declarations for TypeScript."""
    return await _send(services().loader.types, SHORT_LIVED, content_type="text/plain; charset=utf-8")


async def _send(content: bytes, life: str, *, content_type: str = SCRIPT) -> Response:
    """A file that any page may load, also one that is isolated or checks its integrity."""
    is_gzipped = request.accept_encodings.quality("gzip") > 0
    response = Response(_gzipped(content) if is_gzipped else content, content_type=content_type)
    if is_gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = life
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(sha256(content).hexdigest()[:16] + ("-gzip" if is_gzipped else ""))
    await response.make_conditional(request)
    return response


@lru_cache(8)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
