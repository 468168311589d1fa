"""A refusal, however early it is clear, harms nobody else on the HTTP/2 connection (hypercorn #329)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from app.settings import Settings
from app.web.body import BODY_LIMIT_BYTES
from tests.live import Ear, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.h2_client import connect

JSON = {"Content-Type": "application/json"}
LARGE = json.dumps({"message": "x" * (BODY_LIMIT_BYTES - 100)}).encode()
HUGE = json.dumps({"message": "x" * 1_000_000}).encode()


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is refused, and how; most refusals are certain before the body has come."""

    status: int
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    body: bytes = LARGE
    has_token: bool = True


EARLY = [
    Refused(401, "POST", "/api/chat", has_token=False),
    Refused(401, "POST", "/api/chat/stream", JSON | {"Authorization": "Bearer forged"}, has_token=False),
    Refused(404, "POST", "/api/chat/nothing"),
    Refused(404, "PUT", "/no/such/page", {}),
    Refused(405, "DELETE", "/api/chat"),
    Refused(405, "POST", "/api/health/live"),
    Refused(413, "POST", "/api/chat", body=HUGE),
    Refused(413, "POST", "/api/chat/session", body=HUGE, has_token=False),
    Refused(415, "POST", "/api/chat", {"Content-Type": "text/plain"}),
    Refused(422, "POST", "/api/chat"),
    Refused(401, "GET", "/api/chat/messages", has_token=False),
    Refused(404, "GET", "/api/nothing"),
]


@pytest.mark.parametrize("refused", EARLY, ids=lambda refused: f"{refused.status} {refused.method} {refused.path}")
async def test_a_refusal_leaves_the_neighbours_alone(refused: Refused, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(*live.h2) as client:
            neighbour = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
            headers = dict(refused.headers) | (visitor.headers if refused.has_token else {})
            for _ in range(3):
                answer = await client.request(refused.method, refused.path, headers, refused.body)
                assert (answer.status, json.loads(answer.body)["status"]) == (refused.status, refused.status)
            turn_id = (await visitor.say("unharmed?")).json()["turn_id"]
            await Ear(neighbour.lines()).until("turn", state="finished", turn_id=turn_id)
            assert not client.is_closed


async def test_a_body_that_never_comes_to_an_end_harms_no_neighbour(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(*live.h2) as client:
            neighbour = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
            stuck = await client.open("POST", "/api/chat", JSON | visitor.headers, ends=False)
            await stuck.send(b'{"message": "half', last=False)
            turn_id = (await visitor.say("unharmed?")).json()["turn_id"]
            await Ear(neighbour.lines()).until("turn", state="finished", turn_id=turn_id)
            await stuck.hang_up()
            assert (await client.request("GET", "/api/health/live")).status == 200
        said = [message["text"] for message in await visitor.messages() if message["role"] == "visitor"]
    assert said == ["unharmed?"]
