"""Two processes on two ports with one store are one service: whoever asks is sent to either, and cannot tell."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests import edge
from tests.chaos.desk_hand import hire
from tests.chaos.house import House, housed
from tests.live import open_visitor
from tests.processes import ROOT
from tests.staff import Colleague, sign_in

CASES, CHOSEN = "tests/regression/test_cases.py", "02 or 03 or 05 or 07 or 08"
QUESTION = "Do you ship to Norway?"
REQUESTS = 20
FEW = 10


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Nginx in front of two processes."""
    async with housed(tmp_path) as opened:
        yield opened


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The connection of programs to Nginx."""
    async with house.nginx.client() as opened:
        yield opened


async def _signed_in(house: House, http: httpx.AsyncClient) -> Colleague:
    return await sign_in(http, await hire(house.stage.store))


def _asked(house: House, path: str) -> list[str]:
    """Which process has answered each request for `path`."""
    told = [json.loads(line) for line in house.nginx.log.read_text().splitlines()]
    return [line["upstream"] for line in told if line["path"] == path]


async def test_one_visitors_requests_go_to_either_process_and_are_one_conversation(
    house: House, http: httpx.AsyncClient
) -> None:
    visitor = await open_visitor(http)
    async with AsyncExitStack() as stack:
        ears = [await stack.enter_async_context(visitor.hear()) for _ in range(4)]
        said = []
        for number in range(REQUESTS // 4):
            kept = (await visitor.say(f"{QUESTION} ({number})", f"c{number}")).json()
            said.append(kept["message_id"])
            heard = [await ear.until("turn", state="finished", turn_id=kept["turn_id"]) for ear in ears]
            texts = [[event.data["text"] for event in events if event.kind == "message"] for events in heard]
            assert texts == [texts[0]] * 4
    for _ in range(REQUESTS):
        assert [m["id"] for m in await visitor.messages() if m["role"] == "visitor"] == said
    assert len(set(_asked(house, "/api/chat"))) == len(set(_asked(house, "/api/chat/events"))) == 2
    assert len(set(_asked(house, "/api/chat/messages"))) == 2
    assert house.stage.bugs() == []


async def test_an_agent_signs_in_at_one_process_and_works_at_both(house: House, http: httpx.AsyncClient) -> None:
    hand = await _signed_in(house, http)
    visitor = await open_visitor(http)
    path = f"/api/sessions/{visitor.session_name}"
    async with visitor.hear() as ear:
        for number in range(4):
            assert (await hand.ask("POST", f"{path}/takeover")).status_code == 200
            said = await hand.ask("POST", f"{path}/messages", message=f"I am here ({number}).", client_id=f"h{number}")
            assert said.status_code == 201
            assert (await ear.until("message", role="agent"))[-1].data["id"] == said.json()["message_id"]
            assert (await hand.ask("POST", f"{path}/release")).status_code == 200
            await ear.until("status", status="bot_active")
    for _ in range(REQUESTS):
        assert (await hand.ask("GET", path)).status_code == 200
    assert len(set(_asked(house, path))) == 2
    assert (await hand.ask("POST", "/api/agent/logout")).status_code in {200, 204}
    refused = [(await hand.ask("GET", path)).status_code for _ in range(REQUESTS)]
    assert set(refused) == {401}, "signed out at one is signed out at both"
    assert house.stage.bugs() == []


def test_the_regression_cases_hold_behind_nginx(tmp_path: Path) -> None:
    """Two real processes, told apart by nobody; the whole wire and browser suites go that way by `make test-edge`."""
    environ = os.environ | {edge.VARIABLE: "nginx"}
    options = ["-p", "no:cacheprovider", f"--basetemp={tmp_path / 'cases'}", "-k", CHOSEN]
    command = [sys.executable, "-m", "pytest", CASES, *options]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout


def test_who_stays_out_is_there_and_few() -> None:
    for name in edge.OWN_SOCKET:
        path, _, function = name.partition("::")
        assert f"def {function}" in (ROOT / path).read_text("utf-8"), name
    assert len(edge.OWN_SOCKET) <= FEW
