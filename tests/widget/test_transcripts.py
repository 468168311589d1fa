"""A conversation by e-mail, for who asks: nobody proves that an address is theirs, so nobody is flooded with it."""

from dataclasses import replace

from app.settings import Settings
from app.store.mailbox import ASKED_OF_ADDRESS
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse

ASK = "/api/chat/transcript"


async def test_one_address_is_written_to_a_few_times_a_day_however_many_sessions_ask(settings: Settings) -> None:
    settings = replace(settings, smtp_host="127.0.0.1", smtp_port=1, smtp_from="kefu@example.com")
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for number in range(ASKED_OF_ADDRESS):
            visitor = await open_visitor(http)
            body = {"email": "victim@target.example" if number % 2 else " Victim@TARGET.example "}
            assert (await http.post(ASK, json=body, headers=visitor.headers)).status_code == 202
        visitor = await open_visitor(http)
        body = {"email": "VICTIM@target.example"}
        await refuse(http, "POST", ASK, 429, "TRANSCRIPT_LIMIT", json=body, headers=visitor.headers)
        assert await visitor.messages() == []
        other = {"email": "somebody@target.example"}
        assert (await http.post(ASK, json=other, headers=visitor.headers)).status_code == 202
