"""A conversation on a real store, as the tests of letters and of the postman need one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.conversation import open_session, say
from app.domain.events import status_changed
from app.domain.outcome import Outcome
from app.domain.session import Message, Role, Session, Status
from app.domain.shop import Service, Shop
from app.store.store import Store
from app.web.letters import Letters, Office

NOW_MS = 1_795_370_519_482
"""2026-11-23 02:01:59 in Shanghai, 18:01:59 the day before in London, 13:01:59 in New York."""

SHOP = Shop("demo", {"zh": "飞多单车", "en": "Fiido Cycles"}, service=Service(team_emails=("li@shop.example",)))
OFFICE = Office("https://kefu.example", origins=("https://shop.example",), team_emails=("all@shop.example",))
SESSION = Session(
    name="s_1",
    shop="demo",
    visitor_id="v_1",
    lang="zh",
    status=Status.AFTER_HOURS_EMAIL,
    created_ms=NOW_MS,
    reason="keyword",
    severity="high",
    evidence="转人工",
    email="wang@visitor.example",
    context={"page": "https://shop.example/bikes?id=2", "time_zone": "Europe/London", "name": "Wang"},
)


def message(role: Role, text: str = "", **more: Any) -> Message:
    """Something said now."""
    return Message(role=role, at_ms=NOW_MS, text=text, **more)


SAID = (
    message(Role.VISITOR, "车子坏了\n怎么办？"),
    message(Role.AI, "请描述一下故障。"),
    message(Role.SYSTEM, code="offline_kept", params={"email": "wang@visitor.example"}),
    message(Role.VISITOR, "<script>alert(1)</script> & 'x'"),
    message(Role.AGENT, "您好，我是小李。", agent_id="a_1", agent_name="小李"),
)


async def converse(store: Store, *said: Message, session: Session = SESSION) -> Session:
    """Keep the session with all that was said in it; returns it as it is then."""
    await store.commits.commit(session, open_session(session), now_ms=NOW_MS)
    now = await store.sessions.load(session.name)
    for one in said:
        after, posted = say(now, one)
        await store.commits.commit(now, Outcome(after, (posted,)), now_ms=NOW_MS)
        now = await store.sessions.load(session.name)
    return now


async def change(store: Store, **parts: Any) -> None:
    """Change parts of the session."""
    now = await store.sessions.load(SESSION.name)
    after = replace(now, **parts)
    await store.commits.commit(now, Outcome(after, (status_changed(after),)), now_ms=NOW_MS)


def letters_of(store: Store, shop: Shop = SHOP, **office: Any) -> Letters:
    """The letters of that shop."""
    known: Mapping[str, Shop] = {shop.id: shop}
    return Letters(store.sessions, replace(OFFICE, **office), find_shop=known.__getitem__)
