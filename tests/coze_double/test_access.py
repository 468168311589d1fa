"""Access tokens as the official SDK mints them, and what they keep apart; no answers are judged here."""

import time
from typing import Any

import cozepy
import httpx
import jwt
import pytest

from tests.coze_double import new_key
from tests.coze_double.stage import CLIENT_ID, KEYS, KID, Stage, final_text, refused_with, talk


async def test_an_access_token_isolates_its_session_name(stage: Stage) -> None:
    token = await stage.mint("ann")
    assert abs(token.expires_in - time.time() - 900) < 60
    ann, bob = stage.client(token.access_token), stage.client((await stage.mint("bob")).access_token)
    bot_id = stage.double.bot_id
    hers = await ann.conversations.create(bot_id=bot_id)
    await talk(ann, bot_id, "my name is Ann", hers.id)
    for stranger in (bob, stage.client()):
        await refused_with(4002, talk(stranger, bot_id, "what is my name", hers.id))
        await refused_with(4101, stranger.conversations.retrieve(conversation_id=hers.id))
        await refused_with(4101, stranger.conversations.messages.list(conversation_id=hers.id))
        await refused_with(4101, stranger.conversations.clear(conversation_id=hers.id))
    assert [one.session_name for one in stage.double.requests_to("/v3/chat")] == ["ann", "bob", ""]
    assert "Ann" in final_text(await talk(ann, bot_id, "what is my name", hers.id))
    stage.double.expire_tokens()
    await refused_with(700012006, ann.conversations.retrieve(conversation_id=hers.id))


async def test_a_jwt_counts_once_and_only_if_it_is_right(stage: Stage) -> None:
    host, now = stage.base_url.removeprefix("http://"), int(time.time())
    right = {"iss": CLIENT_ID, "aud": host, "iat": now, "exp": now + 60, "jti": "j" * 40}

    async def trade(claims: dict[str, Any], key: str = KEYS[0]) -> httpx.Response:
        assertion = jwt.encode(claims, key, algorithm="RS256", headers={"kid": KID})
        return await stage.http.post(
            f"{stage.base_url}/api/permission/oauth2/token",
            headers={"Authorization": f"Bearer {assertion}"},
            json={"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "duration_seconds": None},
        )

    assert (await trade(right)).json()["access_token"].startswith("czs_")
    others: list[dict[str, Any]] = [{"aud": "api.coze.cn"}, {"exp": now - 1}, {"iss": "1"}, {"jti": ""}]
    replies = [await trade(right), await trade(right | {"jti": "k" * 40}, new_key()[0])]
    replies += [await trade(right | {"jti": f"l{n}"} | wrong) for n, wrong in enumerate(others)]
    assert [(r.status_code, r.json()["error_code"]) for r in replies] == [(401, "invalid_client")] * 6
    assert all(r.headers["X-Tt-Logid"] for r in replies)
    with pytest.raises(cozepy.CozeAPIError, match="verified"):
        await stage.mint(private_key=new_key()[0])
