"""A session passes from one agent to another: offered, accepted, declined, taken back, and only to who has room."""

from app.domain.agent import Availability
from app.settings import Settings
from tests.workbench.office import is_online, office, refused


async def test_a_session_is_offered_and_accepted(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        visitor = await place.owned(mei)
        async with place.hear(li), visitor.hear() as ear:
            await is_online(place, li)
            offered = (await place.do(mei, visitor, "transfer", to=li.agent.id))["session"]
            assert (offered["agent"]["name"], offered["offer"]["name"]) == ("Mei", "Li")
            accepted = (await place.do(li, visitor, "transfer/accept"))["session"]
            assert (accepted["agent"]["name"], accepted["offer"]) == ("Li", None)
            assert accepted["epoch"] == offered["epoch"] + 1
            heard = await ear.until("message", code="transferred")
        assert [e.data["agent"]["name"] for e in heard if e.kind == "status"] == ["Mei", "Li"]
        assert "from Mei to Li" in heard[-1].data["text"]
        await refused(place, mei, visitor, "messages", "NOT_YOURS", message="still there?")


async def test_an_offer_is_declined_or_taken_back(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li, ada = [await place.agent(name) for name in ("mei", "li", "ada")]
        visitor = await place.owned(mei)
        async with place.hear(li):
            await is_online(place, li)
            for who in (li, mei):
                await place.do(mei, visitor, "transfer", to=li.agent.id)
                await refused(place, ada, visitor, "transfer/accept", "NOT_OFFERED")
                await refused(place, ada, visitor, "transfer/decline", "NOT_OFFERED")
                declined = (await place.do(who, visitor, "transfer/decline"))["session"]
                assert (declined["agent"]["name"], declined["offer"]) == ("Mei", None)
                await refused(place, li, visitor, "transfer/accept", "NOT_OFFERED")


async def test_only_who_is_there_and_has_room_is_offered_anything(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li", max_sessions=1)
        visitor = await place.owned(mei)
        for nobody in (li.agent.id, "a_nobody"):
            await refused(place, mei, visitor, "transfer", "COLLEAGUE_AWAY", to=nobody)
        async with place.hear(li), place.hear(mei):
            await is_online(place, li)
            await is_online(place, mei)
            await refused(place, mei, visitor, "transfer", "TRANSFER_TO_SELF", to=mei.agent.id)
            await place.owned(li)
            assert (await refused(place, mei, visitor, "transfer", "COLLEAGUE_BUSY", to=li.agent.id))["name"] == "Li"
            await place.services.staff.change(li.agent.id, status=Availability.BUSY)
            await refused(place, mei, visitor, "transfer", "COLLEAGUE_AWAY", to=li.agent.id)
