"""The whole road of a mail in the running application: from what a visitor does to the team's mail server."""

import asyncio
from dataclasses import replace

from app.settings import Settings
from tests.live import serving
from tests.notify.post_office import post_office
from tests.scripted import ScriptedProvider, echo


async def test_an_offline_message_reaches_the_team(settings: Settings) -> None:
    async with post_office() as office:
        mailing = replace(
            settings,
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            smtp_security="none",
            smtp_from="Kefu <kefu@shop.example>",
            team_emails=("li@shop.example",),
            team_lang="en",
            public_url="https://kefu.example",
        )
        async with serving(mailing, ScriptedProvider(echo())) as live:
            view = await live.engine.visitors.open(shop="demo", visitor_id="v_1", lang="zh", context={})
            name = view.session.name
            await live.engine.waiting.leave_message(name, "我的车坏了", email="wang@visitor.example", client_id="c1")
            async with asyncio.timeout(30):
                while not office.delivered:
                    await asyncio.sleep(0.02)
        (letter,) = office.letters
        assert office.recipients == [["li@shop.example"]]
        assert letter["From"] == "Kefu <kefu@shop.example>"
        assert name in letter["Subject"]
        part = letter.get_body(("plain",))
        assert part is not None
        text = part.get_content()
        assert "我的车坏了" in text
        assert f"https://kefu.example/agent/sessions/{name}" in text
