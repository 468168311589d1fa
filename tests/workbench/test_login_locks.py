"""Failed sign-ins are limited, exactly, also for a crowd; and the limit is nobody's weapon."""

import asyncio
from dataclasses import replace

import pytest

from app.auth.passwords import Passwords
from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, hire, sign_in
from tests.web.refusals import check_refusal, refuse

LOGIN = "/api/agent/login"


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really looked at."""
    seen: list[str] = []
    original = Passwords.verify

    async def verify(self: Passwords, password: str, password_hash: str) -> bool:
        seen.append(password)
        return await original(self, password, password_hash)

    monkeypatch.setattr(Passwords, "verify", verify)
    return seen


async def test_of_fifty_wrong_passwords_at_once_exactly_five_are_looked_at(
    settings: Settings, verified: list[str]
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        tries = (http.post(LOGIN, json={"username": "ada", "password": f"wrong password {n}"}) for n in range(50))
        answers = await asyncio.gather(*tries)
        assert len(verified) == 5
        assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 45
        for answer in answers:
            if answer.status_code == 429:
                problem = check_refusal(answer, 429, "LOGIN_LOCKED", "en")
                assert 890 < problem["retry_after"] <= 900
                assert answer.headers["retry-after"] == str(problem["retry_after"])
                assert "15" in problem["detail"]


async def test_the_right_password_is_locked_out_too(settings: Settings, verified: list[str]) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        await hire(live, "bob")
        for _ in range(5):
            await http.post(LOGIN, json={"username": "ada", "password": "wrong password"})
        await refuse(http, "POST", LOGIN, 429, "LOGIN_LOCKED", json={"username": "ADA", "password": PASSWORD})
        assert len(verified) == 5
        answer = await http.post(LOGIN, json={"username": "bob", "password": PASSWORD})
        assert answer.status_code == 200


async def test_names_that_nobody_has_are_locked_like_those_that_somebody_has(
    settings: Settings, verified: list[str]
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        statuses = {}
        for name in ("ada", "nobody"):
            tries = [await http.post(LOGIN, json={"username": name, "password": "wrong password"}) for _ in range(7)]
            statuses[name] = [answer.status_code for answer in tries]
    assert statuses["ada"] == statuses["nobody"] == [401] * 5 + [429] * 2
    assert len(verified) == 10


async def test_a_sign_in_forgives_the_mistakes_before_it(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "ada")
        for _ in range(3):
            for _ in range(4):
                await http.post(LOGIN, json={"username": "ada", "password": "wrong password"})
            await sign_in(http, agent)


async def test_a_stolen_login_cannot_try_out_the_password_either(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada"))
        body = {"password": "another good pass phrase", "current_password": "wrong password"}
        answers = [await ada.ask("PATCH", "/api/agent/profile", **body) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_two_processes_count_together(settings: Settings, verified: list[str]) -> None:
    async with (
        serving(settings, ScriptedProvider(echo())) as one,
        serving(replace(settings), ScriptedProvider(echo())) as two,
        one.client() as first,
        two.client() as second,
    ):
        await hire(one, "ada")
        body = {"username": "ada", "password": "wrong password"}
        answers = await asyncio.gather(*(http.post(LOGIN, json=body) for http in (first, second) for _ in range(10)))
        assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15
        assert len(verified) == 5


async def test_a_try_that_nobody_had_time_to_look_at_is_not_counted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        keys = {"username": "ada", "password": PASSWORD, "mode": "token"}
        with monkeypatch.context() as crowded:
            crowded.setattr("app.auth.passwords.WAITING", 0)
            for _ in range(7):
                check_refusal(await http.post(LOGIN, json=keys), 503, "TOO_BUSY", "en")
        assert (await http.post(LOGIN, json=keys)).status_code == 200
