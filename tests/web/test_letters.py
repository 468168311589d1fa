"""Letters: in the reader's language and zone, with what the reader needs, and with nothing in them that acts."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.domain.errors import SessionNotFound
from app.domain.hours import Hours
from app.domain.mail import FOR_TEAM, Mail, MailKind
from app.domain.session import Role
from app.domain.shop import Service
from app.notify.letter import Letter
from app.store.store import Store
from tests.web.mail_room import NOW_MS, SAID, SESSION, SHOP, converse, letters_of, message

TO = {kind: "li@shop.example" if kind in FOR_TEAM else "wang@visitor.example" for kind in MailKind}
EVIL = "<img src=x onerror=alert(1)>\"'&\r\nBcc: all@shop.example"


async def write(store: Store, kind: MailKind, *, lang: str = "", team_lang: str = "zh") -> Letter:
    mail = Mail(kind, SESSION.name, key="k", to=TO[kind], lang=lang)
    return await letters_of(store, team_lang=team_lang).write(mail, "k")


class Tags(HTMLParser):
    """The tags of a page, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.links, self.depth = set[str](), list[str](), 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", MailKind)
async def test_every_letter_exists_in_both_languages(store: Store, kind: MailKind, lang: str) -> None:
    await converse(store, *SAID)
    letter = await write(store, kind, lang=lang)
    assert ("飞多单车" in letter.subject) == (lang == "zh")
    assert SESSION.name in letter.subject
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in letter.html
    assert "%(" not in letter.subject + letter.text + letter.html
    english = re.findall("Reason|Status|messages|Times are|You receive|Open in|Go on|assistant", letter.text)
    assert bool(english) == (lang == "en")


@pytest.mark.parametrize("kind", MailKind)
async def test_text_and_page_say_the_same(store: Store, kind: MailKind) -> None:
    await converse(store, *SAID)
    letter = await write(store, kind)
    for said in ("车子坏了", "请描述一下故障。", "您好，我是小李。", "小李", "飞多单车"):
        assert said in letter.text
        assert said in letter.html


async def test_the_team_is_told_why_when_who_and_how_it_stands(store: Store) -> None:
    await converse(store, *SAID)
    letter = await write(store, MailKind.ESCALATED_AFTER_HOURS, lang="en")
    facts = dict(line.split(": ", 1) for line in letter.text.splitlines() if re.match(r"[A-Z][\w -]+: ", line))
    assert facts == {
        "Reason": "Words the visitor used · “转人工” · Urgent",
        "Time": "Mon 23 Nov 02:01",
        "Status": "Waiting for the next shift",
        "Visitor": "Wang",
        "E-mail": "wang@visitor.example",
        "Page": "https://shop.example/bikes?id=2",
        "Conversation": "s_1",
        "Open in the workbench": "https://kefu.example/agent/sessions/s_1",
    }


async def test_the_visitor_is_told_none_of_that(store: Store) -> None:
    await converse(store, *SAID)
    for kind in (MailKind.AGENT_REPLY, MailKind.TRANSCRIPT):
        letter = await write(store, kind, lang="en")
        assert not re.search("workbench|/agent/|Urgent|Reason|转人工", letter.text + letter.html)


async def test_times_are_the_readers(store: Store) -> None:
    await converse(store, *SAID)
    team, visitor = await write(store, MailKind.OFFLINE_MESSAGE), await write(store, MailKind.TRANSCRIPT)
    assert ("02:01" in team.text, "Asia/Shanghai" in team.text) == (True, True)
    assert ("18:01" in visitor.text, "Europe/London" in visitor.text) == (True, True)


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "/etc/localtime", "America", "x" * 999])
async def test_a_zone_that_is_none_is_the_shops(store: Store, zone: str) -> None:
    await converse(store, *SAID, session=replace(SESSION, context={"time_zone": zone}))
    shop = replace(SHOP, hours=Hours(time_zone="America/New_York"))
    mail = Mail(MailKind.TRANSCRIPT, SESSION.name, key="k", to="wang@visitor.example")
    assert "13:01" in (await letters_of(store, shop).write(mail, "k")).text


async def test_an_offline_message_stands_at_the_head(store: Store) -> None:
    await converse(store, *SAID[:3])
    letter = await write(store, MailKind.OFFLINE_MESSAGE)
    assert "车子坏了<br>怎么办？</blockquote>" in letter.html


async def test_a_reply_holds_all_that_was_said_since_the_visitor_left(store: Store) -> None:
    await converse(
        store, message(Role.AGENT, "旧的", agent_id="a", agent_name="甲"), *SAID, message(Role.AGENT, "还有")
    )
    letter = await write(store, MailKind.AGENT_REPLY)
    assert "您好，我是小李。<br><br>还有</blockquote>" in letter.html


async def test_what_people_wrote_acts_nowhere(store: Store) -> None:
    said = [message(role, EVIL, agent_name=EVIL, agent_id="a") for role in (Role.VISITOR, Role.AI, Role.AGENT)]
    context = {"page": f"https://shop.example/{EVIL}", "name": EVIL, "time_zone": EVIL}
    await converse(store, *SAID, *said, session=replace(SESSION, context=context, evidence=EVIL, reason=EVIL))
    names = {"zh": EVIL, "en": EVIL}
    for kind in MailKind:
        mail = Mail(kind, SESSION.name, key="k", to=TO[kind], params={"text": EVIL})
        letter = await letters_of(store, replace(SHOP, names=names)).write(mail, "k")
        found = Tags(letter.html)
        assert not found.tags & {"img", "script", "iframe", "form", "svg"}
        assert {link.partition("?")[0] for link in found.links} <= {
            "https://kefu.example/agent/sessions/s_1",
            "https://kefu.example",
        }
        assert "&lt;img src=x onerror=alert(1)&gt;" in letter.html


async def test_a_visitor_is_led_back_to_pages_of_their_own_shop(store: Store) -> None:
    page = "https://bikes.example/c2"
    await converse(store, *SAID, session=replace(SESSION, context={"page": page}))
    mail = Mail(MailKind.AGENT_REPLY, SESSION.name, key="k", to=TO[MailKind.AGENT_REPLY], params={"text": "hi"})
    assert page not in (await letters_of(store).write(mail, "k")).text
    assert page in (await letters_of(store, replace(SHOP, origins=("https://bikes.example",))).write(mail, "k")).text


async def test_an_answer_stands_there_as_it_was_seen(store: Store) -> None:
    said = "**免费**更换，见 [说明](https://shop.example/help)：\n\n- 拍照\n- 寄回"
    await converse(store, message(Role.AI, said), message(Role.VISITOR, "**免费**?"))
    text = (await write(store, MailKind.TRANSCRIPT)).text
    for row in ("免费更换，见 说明 (https://shop.example/help)：", "- 拍照", "**免费**?"):
        assert row in text


async def test_ten_messages_are_shown_and_that_there_were_more(store: Store) -> None:
    await converse(store, *(message(Role.VISITOR, f"message {number}.") for number in range(12)))
    letter = await write(store, MailKind.QUEUE_OLD, lang="en")
    assert [number for number in range(12) if f"message {number}." in letter.text] == list(range(2, 12))
    assert "Earlier messages are not shown." in letter.text


async def test_a_transcript_holds_everything(store: Store) -> None:
    await converse(store, *(message(Role.VISITOR, f"message {number}.") for number in range(40)))
    letter = await write(store, MailKind.TRANSCRIPT, lang="en")
    assert [number for number in range(40) if f"message {number}." in letter.html] == list(range(40))
    assert "Earlier messages are not shown." not in letter.text


async def test_what_a_newer_program_said_is_left_out(store: Store) -> None:
    await converse(store, message(Role.SYSTEM, code="from_the_future"), *SAID)
    assert "from_the_future" not in (await write(store, MailKind.TRANSCRIPT)).text


async def test_the_team_reads_its_own_language(store: Store) -> None:
    await converse(store, *SAID, session=replace(SESSION, lang="en"))
    assert "飞多单车" in (await write(store, MailKind.QUEUE_OLD)).subject
    assert "Fiido Cycles" in (await write(store, MailKind.QUEUE_OLD, team_lang="en")).subject
    assert "Fiido Cycles" in (await write(store, MailKind.TRANSCRIPT)).subject


async def test_a_shop_that_names_nobody_has_the_operators_team(store: Store) -> None:
    await converse(store)
    mail = Mail(MailKind.QUEUE_OLD, SESSION.name, key="k")
    assert await letters_of(store).team_of(mail) == ("li@shop.example",)
    assert await letters_of(store, replace(SHOP, service=Service())).team_of(mail) == ("all@shop.example",)


async def test_there_is_no_letter_about_a_session_that_is_gone(store: Store) -> None:
    with pytest.raises(SessionNotFound):
        await write(store, MailKind.TRANSCRIPT)


async def test_a_waiting_visitor_has_waited_since_then(store: Store) -> None:
    await converse(store, *SAID, session=replace(SESSION, waiting_ms=NOW_MS - 600_000))
    assert "Waiting since: Mon 23 Nov 01:51" in (await write(store, MailKind.QUEUE_OLD, lang="en")).text
