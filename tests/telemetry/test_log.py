"""Log lines: one JSON object each, in the shape that operators search by."""

import asyncio
import io
import json
import logging
import os
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from app.telemetry import log as log_module
from app.telemetry.log import log, request_id, sign_lines, start_logging


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, from INFO on; the logging of the test run is put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("kefu")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    stream = io.StringIO()
    root.handlers = []
    start_logging("INFO", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().strip("\n").split("\n")]


def test_a_line_looks_as_it_was_required(lines: io.StringIO) -> None:
    log("chat_request", session_name="user_123", duration_ms=1500, status="success")
    (line,) = read(lines)
    assert list(line) == ["timestamp", "level", "event", "session_name", "duration_ms", "status"]
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "INFO",
        "event": "chat_request",
        "session_name": "user_123",
        "duration_ms": 1500,
        "status": "success",
    }


def test_a_line_is_one_line_whatever_is_in_it(lines: io.StringIO) -> None:
    log("odd", text='two\nlines "quoted" 您好 \u2028 \x00', thing=object())
    assert len(lines.getvalue().strip("\n").split("\n")) == 1
    assert read(lines)[0]["text"] == 'two\nlines "quoted" 您好 \u2028 \x00'


def test_what_is_masked_is_still_json(lines: io.StringIO) -> None:
    log("told", text="write to a@b.example,\n13812345678", number=13_812_345_678, at="1795370519482-12")
    (line,) = read(lines)
    assert line["text"] == "write to a***@b***.example,\n138***78"
    assert (line["number"], line["at"]) == (13_812_345_678, "1795370519482-12")


def test_an_error_is_told_with_its_traceback_and_masked(lines: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError("redis://:hunter2@redis.example refused 13812345678")

    try:
        fail()
    except ValueError as error:
        log("broken", level=logging.ERROR, error=error)
    (line,) = read(lines)
    assert line["level"] == "ERROR"
    assert "Traceback" in line["error"]
    assert "hunter2" not in lines.getvalue()
    assert "13812345678" not in lines.getvalue()


def test_what_is_below_the_level_is_not_written(lines: io.StringIO) -> None:
    log("detail", level=logging.DEBUG)
    assert lines.getvalue() == ""


def test_a_library_speaks_from_warnings_on_under_its_own_name(lines: io.StringIO) -> None:
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("look %s", "a@b.example")
    (line,) = read(lines)
    assert (line["event"], line["logger"], line["message"]) == ("library", "library", "look a***@b***.example")


def test_a_python_warning_becomes_a_line(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", stacklevel=1)
    assert read(lines)[0]["logger"] == "py.warnings"


async def test_a_job_of_a_request_carries_the_requests_id(lines: io.StringIO) -> None:
    async def job() -> None:
        log("worked")

    token = request_id.set("r_1")
    task = asyncio.create_task(job())
    request_id.reset(token)
    await task
    log("alone")
    assert [line.get("request_id") for line in read(lines)] == ["r_1", None]


def test_one_of_several_processes_signs_its_lines_and_its_libraries(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "_signature", {})
    log("alone")
    sign_lines()
    log("signed")
    logging.getLogger("library").warning("me too")
    log("of_another", pid=7)
    assert [line.get("pid") for line in read(lines)] == [None, os.getpid(), os.getpid(), 7]
