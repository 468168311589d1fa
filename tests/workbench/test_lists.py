"""The lists as their page comes from the server: who is for the next shift, what colleagues have, who said what."""

import re

import pytest

from app.domain.agent import Agent
from app.settings import Settings
from app.store.store import Store
from tests.openings import NEVER
from tests.workbench.browser_like import browser, enter
from tests.workbench.office import Office, is_online, office

YOU = {"en": "You", "zh": "您"}


def _line(page: str, session_name: str) -> str:
    """A session's line in the page."""
    found = re.search(rf'<li class="row" data-name="{session_name}".*?</li>', page, re.DOTALL)
    assert found, page
    return found[0]


def _part(line: str, name: str) -> str:
    found = re.search(rf'data-part="{name}"[^>]*>([^<]*)<', line)
    assert found, line
    return found[1]


async def _desk(place: Office, agent: Agent, name: str) -> str:
    """The workbench with the list `name`, as it comes to the agent's browser."""
    async with browser(place.live) as http:
        await enter(http, agent)
        answer = await http.get(f"/agent?list={name}")
        assert answer.status_code == 200
        return answer.text


async def test_who_asked_for_a_person_while_closed_waits_for_the_next_shift(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent(lang="en")
        await place.set_hours(NEVER)
        visitor = await place.visitor(name="Ann")
        asked = await place.http.post("/api/chat/escalate", headers=visitor.headers)
        assert asked.json()["status"] == "after_hours_email"
        listed = await place.read(mei, "/sessions?list=offline")
        assert [row["session_name"] for row in listed["sessions"]] == [visitor.session_name]
        assert listed["counts"]["offline"] == 1
        line = _line(await _desk(place, mei.agent, "offline"), visitor.session_name)
        assert _part(line, "who") == "Ann"
        assert re.fullmatch(r"\d+:\d\d", _part(line, "wait"))
        assert f'data-since="{listed["sessions"][0]["next_shift_since"]}"' in line


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_line_names_who_spoke_and_not_who_owns_the_session_now(lang: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent("mei", lang=lang), await place.agent("li", lang=lang)
        visitor = await place.owned(mei)
        await place.do(mei, visitor, "messages", message="Hello")
        assert _part(_line(await _desk(place, mei.agent, "mine"), visitor.session_name), "speaker") == YOU[lang]
        async with place.hear(li) as ear:
            await ear.next()
            await is_online(place, li)
            await place.do(mei, visitor, "transfer", to=li.agent.id)
            row = (await place.do(li, visitor, "transfer/accept"))["session"]
        assert (row["agent"]["name"], row["last"]["by"]) == ("Li", {"id": mei.agent.id, "name": "Mei"})
        assert _part(_line(await _desk(place, li.agent, "mine"), visitor.session_name), "speaker") == "Mei"
        assert _part(_line(await _desk(place, mei.agent, "colleagues"), visitor.session_name), "speaker") == YOU[lang]


async def test_a_session_that_was_kept_before_names_were_is_listed_all_the_same(
    settings: Settings, store: Store
) -> None:
    async with office(settings) as place:
        mei = await place.agent(lang="en")
        visitor = await place.owned(mei)
        await place.do(mei, visitor, "messages", message="Hello")
        kept = f"{{{settings.redis_tag}}}:session:{visitor.session_name}"
        assert await store.redis.hdel(kept, "last_by", "last_by_name") == 2
        (row,) = (await place.read(mei, "/sessions?list=mine"))["sessions"]
        assert row["last"]["by"] is None
        assert _part(_line(await _desk(place, mei.agent, "mine"), visitor.session_name), "speaker") == "Agent"


async def test_colleagues_sessions_are_listed_for_those_who_may_see_them(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("second")
        mei, li = await place.agent("mei"), await place.agent("li")
        limited = await place.agent("wang", shops=("second",))
        mine, theirs = await place.owned(mei), await place.owned(li)
        elsewhere = await place.owned(limited, shop="second")
        for agent, seen in ((mei, [elsewhere, theirs]), (li, [elsewhere, mine]), (limited, [])):
            listed = await place.read(agent, "/sessions?list=colleagues")
            # As in the other lists of what needs nobody, the newest comes first.
            assert [row["session_name"] for row in listed["sessions"]] == [visitor.session_name for visitor in seen]
            assert (listed["counts"]["colleagues"], listed["counts"]["mine"]) == (len(seen), 1)
        found = await place.read(mei, f"/sessions?list=colleagues&agent={limited.agent.id}")
        assert [row["session_name"] for row in found["sessions"]] == [elsewhere.session_name]
        page = await _desk(place, mei.agent, "colleagues")
        assert _part(_line(page, theirs.session_name), "agent") == "Li"
        assert mine.session_name not in page
        # Who looks may leave a word for the colleague, and no more.
        await place.do(mei, theirs, "notes", text="Ask for the frame number")
        refused = await mei.ask("POST", f"/api/sessions/{theirs.session_name}/messages", message="Hello")
        assert (refused.status_code, refused.json()["code"]) == (409, "NOT_YOURS")
