"""The regression cases 1 to 10, one test each, against the program as it runs; 11 and 12 are its pages."""

import httpx

from tests.coze_double import answer_to
from tests.live import open_visitor
from tests.regression.scene import Scene, ask_ai, escalated, sign_in


async def test_01_health_reports_the_ai_connected(scene: Scene) -> None:
    async with scene.client() as http:
        ready = await http.get("/api/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert ready.json()["ai"] == {"provider": "coze", "connected": True}
    assert ready.json()["store"] == {"connected": True}


async def test_02_a_chat_message_is_answered(scene: Scene) -> None:
    async with scene.client() as http:
        visitor = await open_visitor(http)
        assert await ask_ai(visitor, "Do you ship to Norway?") == answer_to("Do you ship to Norway?")
        assert [message["role"] for message in await visitor.messages()] == ["visitor", "ai"]


async def test_03_two_sessions_do_not_know_each_others_names_and_each_remembers_its_own(scene: Scene) -> None:
    async with scene.client() as http:
        anna, ming, nobody = [await open_visitor(http) for _ in range(3)]
        await ask_ai(anna, "My name is Anna")
        await ask_ai(ming, "我叫小明")
        assert await ask_ai(anna, "What is my name?") == "Your name is Anna."
        assert await ask_ai(ming, "我叫什么名字？") == "您叫小明。"
        assert await ask_ai(nobody, "What is my name?") == "I do not know your name yet."


async def test_04_escalate_gives_pending_manual(scene: Scene) -> None:
    async with scene.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            answer = await http.post("/api/chat/escalate", headers=visitor.headers)
            assert (answer.status_code, answer.json()["status"]) == (200, "pending_manual")
            assert answer.json()["queue_position"] >= 1
            assert (await ear.until("status", status="pending_manual"))[-1].data["epoch"] == answer.json()["epoch"]
        assert (await open_visitor(http, visitor.token)).opened["status"] == "pending_manual"
        again = await http.post("/api/chat/escalate", headers=visitor.headers)
        assert (again.status_code, again.json()["epoch"]) == (200, answer.json()["epoch"])


async def test_05_no_ai_turn_starts_any_more(scene: Scene) -> None:
    async with scene.client() as http:
        visitor = await escalated(http)
        agent = await sign_in(http)
        before = len(scene.requests_to_the_ai())
        kept = await visitor.say("Is anybody there?")
        assert (kept.status_code, kept.json().keys()) == (202, {"message_id"})
        asked = await http.post("/api/chat/stream", json={"message": "And now?"}, headers=visitor.headers)
        assert (asked.status_code, asked.json()["code"]) == (409, "SESSION_IN_MANUAL_MODE")
        seen = (await agent.read(f"/{visitor.session_name}"))["messages"]
        assert [message["text"] for message in seen if message["role"] == "visitor"] == ["Is anybody there?"]
        assert "ai" not in {message["role"] for message in seen}
        assert len(scene.requests_to_the_ai()) == before


async def test_06_takeover_gives_manual_live(scene: Scene) -> None:
    async with scene.client() as http:
        visitor, agent = await escalated(http), await sign_in(http)
        taken = await agent.do(visitor, "takeover")
        assert (taken["session"]["status"], taken["session"]["agent"]["name"]) == ("manual_live", "Mei")
        opened = (await open_visitor(http, visitor.token)).opened
        assert (opened["status"], opened["agent"]["name"]) == ("manual_live", "Mei")
        assert opened["messages"][-1]["text"] == "Mei has joined"


async def test_07_an_agents_message_reaches_the_visitor(scene: Scene) -> None:
    async with scene.client() as http:
        visitor, agent = await escalated(http), await sign_in(http)
        await agent.do(visitor, "takeover")
        async with visitor.hear() as ear:
            said = await agent.do(visitor, "messages", message="Hello, I am Mei.")
            heard = (await ear.until("message", role="agent"))[-1].data
        assert (heard["id"], heard["text"]) == (said["message_id"], "Hello, I am Mei.")
        assert heard["agent"]["name"] == "Mei"
        assert (await visitor.messages())[-1] == heard


async def test_08_release_gives_bot_active_and_the_ai_knows_what_the_agent_said(scene: Scene) -> None:
    async with scene.client() as http:
        visitor, agent = await open_visitor(http), await sign_in(http)
        await ask_ai(visitor, "My name is Anna")
        await agent.do(visitor, "takeover")
        await visitor.say("Can I have it in red?")
        await agent.do(visitor, "messages", message="Red is ready on Friday.")
        released = await agent.do(visitor, "release")
        assert released["session"]["status"] == "bot_active"
        # The double answers from its own memory of this conversation alone.
        assert await ask_ai(visitor, "What did you just say?") == "I said: Red is ready on Friday."
        assert await ask_ai(visitor, "What is my name?") == "Your name is Anna."


async def test_09_the_queue_lists_waiting_sessions(scene: Scene) -> None:
    async with scene.client() as http:
        first, second, other = await escalated(http), await escalated(http), await open_visitor(http)
        waiting = await (agent := await sign_in(http)).read("?list=waiting&limit=100")
        rows = {row["session_name"]: row for row in waiting["sessions"]}
        places = [list(rows).index(visitor.session_name) for visitor in (first, second)]
        assert places == sorted(places)
        assert other.session_name not in rows
        row = rows[first.session_name]
        assert (row["status"], row["reason"], row["severity"]) == ("pending_manual", "manual", "high")
        assert row["waiting_since"] <= rows[second.session_name]["waiting_since"] <= waiting["server_time"]
        assert waiting["counts"]["waiting"] == len(rows)
        await agent.do(first, "takeover")
        assert first.session_name not in {one["session_name"] for one in (await agent.read(""))["sessions"]}


async def test_10_statistics_answer(scene: Scene) -> None:
    async with scene.client() as http:
        agent = await sign_in(http)
        before = await agent.read("/stats")
        await escalated(http)
        await open_visitor(http)
        after = await agent.read("/stats")
        assert set(after) == {"waiting", "live", "ai", "offline", "closed", "longest_wait_s", "agents_online"}
        assert all(isinstance(number, int) and number >= 0 for number in after.values())
        assert (after["waiting"], after["ai"]) == (before["waiting"] + 1, before["ai"] + 1)
        await _refused_to_strangers(http)


async def _refused_to_strangers(http: httpx.AsyncClient) -> None:
    """The program before this one answered staff's questions to anybody."""
    for path in ("", "/stats", "/s_somebody"):
        answer = await http.get(f"/api/sessions{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN_REQUIRED")
