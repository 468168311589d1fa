"""Log lines: one JSON object each, masked, with the request's id; it decides nothing and sends nothing elsewhere."""

import json
import logging
import os
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Any

from app.telemetry.masking import mask, mask_values

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request this task works for; jobs started by a request inherit it."""

_log = logging.getLogger("kefu")
_signature: dict[str, Any] = {}


def log(event: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: Any) -> None:
    """Write one line named `event` (snake_case). `fields` are JSON values, durations named `duration_ms`."""
    if _log.isEnabledFor(level):
        _log.log(level, event, exc_info=error, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its newline; what is put together here, and not told by others, needs no mask."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        if record.name != "kefu":
            line |= {"event": "library", "logger": record.name, "message": mask(record.getMessage())}
        line |= _signature | mask_values(getattr(record, "fields", {}))
        if rid := request_id.get():
            line["request_id"] = rid
        if record.exc_info and record.exc_info[0]:
            line["error"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def sign_lines() -> None:
    """Let every line of this process carry its id from here on: it is one of several that write to one log."""
    _signature["pid"] = os.getpid()


def start_logging(level: str, stream: IO[str] | None = None) -> None:
    """Send every line of `level` and above to `stream` (standard output by default), ours and the libraries'."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _log.setLevel(level)
    logging.captureWarnings(True)
