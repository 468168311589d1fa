"""Canned replies over HTTP: agents read them, admins change them, and what cannot be kept is refused in words."""

from collections.abc import AsyncIterator

import pytest

from app.settings import Settings
from app.store import replies as kept
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, admin_of, hire, sign_in

HELLO = {"shortcut": "hello", "zh": "您好", "en": "Hello"}


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with serving(settings, ScriptedProvider(echo())) as running:
        yield running


@pytest.fixture
async def admin(live: Live) -> AsyncIterator[Colleague]:
    async with live.client() as http:
        yield await admin_of(live, http)


async def _all(who: Colleague) -> list[dict[str, str]]:
    answer = await who.ask("GET", "/api/agent/replies")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json()["replies"]
    return found


async def test_a_reply_is_made_changed_and_deleted(live: Live, admin: Colleague) -> None:
    made = await admin.ask("POST", "/api/admin/replies", **HELLO)
    assert made.status_code == 201
    reply_id = made.json()["reply"]["id"]
    amy = await sign_in(admin.http, await hire(live, "amy"))
    assert await _all(amy) == [{"id": reply_id, **HELLO}]
    changed = await admin.ask("PUT", f"/api/admin/replies/{reply_id}", shortcut="/hi", en="  Hi  ")
    assert changed.json() == {"reply": {"id": reply_id, "shortcut": "hi", "zh": "", "en": "Hi"}}
    assert await _all(amy) == [changed.json()["reply"]]
    for _ in range(2):
        assert (await admin.ask("DELETE", f"/api/admin/replies/{reply_id}")).status_code == 204
    assert await _all(amy) == []
    gone = await admin.ask("PUT", f"/api/admin/replies/{reply_id}", **HELLO)
    assert (gone.status_code, gone.json()["code"]) == (404, "REPLY_NOT_FOUND")
    assert await _all(amy) == []


async def test_only_admins_change_replies(live: Live, admin: Colleague) -> None:
    amy = await sign_in(admin.http, await hire(live, "amy"))
    assert (await amy.ask("POST", "/api/admin/replies", **HELLO)).status_code == 403
    assert (await amy.ask("PUT", "/api/admin/replies/x", **HELLO)).status_code == 403
    assert (await amy.ask("DELETE", "/api/admin/replies/x")).status_code == 403
    assert (await admin.http.get("/api/agent/replies")).status_code == 401


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"shortcut": "two words"}, "REPLY_SHORTCUT"),
        ({"shortcut": "a/b"}, "REPLY_SHORTCUT"),
        ({"shortcut": "顿、号"}, "REPLY_SHORTCUT"),
        ({"shortcut": " / "}, "REPLY_SHORTCUT"),
        ({"shortcut": "x" * 33}, "REPLY_SHORTCUT"),
        ({"zh": " ", "en": ""}, "REPLY_EMPTY"),
        ({"zh": "字" * 2_001}, "MESSAGE_TOO_LONG"),
        ({"zh": 7}, "INVALID_FIELDS"),
    ],
)
async def test_what_cannot_be_kept_is_refused(admin: Colleague, change: dict[str, object], code: str) -> None:
    answer = await admin.ask("POST", "/api/admin/replies", **HELLO | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await _all(admin) == []


async def test_there_is_room_for_so_many(admin: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "REPLIES_LIMIT", 2)
    for name in ("a", "b"):
        assert (await admin.ask("POST", "/api/admin/replies", **HELLO | {"shortcut": name})).status_code == 201
    full = await admin.ask("POST", "/api/admin/replies", **HELLO)
    assert (full.status_code, full.json()["code"]) == (409, "REPLY_TOO_MANY")
    first = (await _all(admin))[0]
    assert (await admin.ask("PUT", f"/api/admin/replies/{first['id']}", **HELLO)).status_code == 200


@pytest.mark.parametrize("shortcut", ["hello", "HELLO", " /Hello "])
async def test_a_shortcut_calls_up_one_reply(admin: Colleague, shortcut: str) -> None:
    made = await admin.ask("POST", "/api/admin/replies", **HELLO)
    other = await admin.ask("POST", "/api/admin/replies", **HELLO | {"shortcut": "bye"})
    before = await _all(admin)
    again = {**HELLO, "shortcut": shortcut, "en": "Another"}
    for method, path in (("POST", ""), ("PUT", f"/{other.json()['reply']['id']}")):
        answer = await admin.ask(method, f"/api/admin/replies{path}", **again)
        assert (answer.status_code, answer.json()["code"]) == (409, "REPLY_SHORTCUT_TAKEN")
        assert f"/{shortcut.strip(' /')}" in answer.json()["detail"]
    assert await _all(admin) == before
    itself = await admin.ask("PUT", f"/api/admin/replies/{made.json()['reply']['id']}", **again)
    assert itself.json()["reply"]["en"] == "Another"
