"""What all agents hear of a session is made once, however many they are."""

import time

import pytest

from app.domain.agent import Agent
from app.events import staff
from app.events.hub import Hub
from app.events.subscription import Listener
from app.store.bus import BusEvent
from app.store.store import Store

MESSAGE = b'{"role":"visitor","at":"2026-11-27T01:00:00.000Z","epoch":1,"text":"hello","html":"<p>hello</p>"}'


async def test_what_was_said_is_read_once_for_everybodys_lists(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(store.bus, clock=time.monotonic, fresh_name=lambda: "x")
    made = 0
    last_said = staff._last_said

    def counted(event: BusEvent) -> bytes:
        nonlocal made
        made += 1
        return last_said(event)

    monkeypatch.setattr(staff, "_last_said", counted)
    streams = [
        hub.subscribe_staff(Listener(Agent(f"a_{at}", "n", "N"), "l"), on_screen, lambda code, _: code, life_s=60)
        for at, on_screen in enumerate(("", "s_1", "", "s_2"))
    ]
    hub._deliver(BusEvent(b"1-1", b"s_1", b"message", MESSAGE, b"demo"))
    heard = [(await stream.take())[0][1] for stream in streams]
    assert [b"event: queue" in frame for frame in heard] == [True] * 4
    assert [b"event: message" in frame for frame in heard] == [False, True, False, False]
    assert made == 1
