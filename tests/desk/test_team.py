"""Who is on shift: agents whose workbench is open and who say so, at shops that are open by their hours."""

from dataclasses import replace

import pytest

from app.domain.agent import Availability
from app.domain.hours import Hours, Period
from app.store.accounts import Account, Change
from app.store.presence import FRESH_MS
from tests.desk.floor import Floor
from tests.desk.stage import NOW_MS

# Eighteen hours and two minutes after midnight, on a Sunday.
EVENINGS = Hours("UTC", week=((Period(17 * 60, 19 * 60),),) * 7)
MORNINGS = Hours("UTC", week=((Period(9 * 60, 12 * 60),),) * 7)
MIDNIGHT_MS = NOW_MS // 86_400_000 * 86_400_000


async def test_colleagues_are_told_by_name_with_how_much_they_have_to_do(floor: Floor) -> None:
    wang, li = await floor.hire("Wang", is_here=False), await floor.hire("Li", max_sessions=1)
    await floor.live(li)
    one, other = await floor.team.colleagues()
    assert (one.agent, one.is_present, one.is_online, one.load, one.has_room) == (li, True, True, 1, False)
    assert (other.agent, other.is_present, other.is_online, other.load, other.has_room) == (wang, False, False, 0, True)


async def test_an_admin_sees_who_was_only_invited_who_is_there_and_who_has_left(floor: Floor) -> None:
    li, wang = await floor.hire("Li"), await floor.hire("Wang", is_here=False)
    zhao = await floor.hire("Zhao")
    await floor.store.accounts.change(zhao.id, Change({"active": "0"}))
    await floor.store.accounts.create(Account(replace(wang, id="a_new", username="new"), ""))
    await floor.be(li, Availability.BUSY)
    found = {one.agent.username: one.standing for one in await floor.team.roster()}
    assert found == {"li": "busy", "new": "invited", "wang": "away", "zhao": "deactivated"}


@pytest.mark.parametrize(
    ("status", "is_online"), [(Availability.ONLINE, True), (Availability.BUSY, False), (Availability.OFFLINE, False)]
)
async def test_only_who_chooses_to_be_is_online(floor: Floor, status: Availability, is_online: bool) -> None:
    li = await floor.hire("Li")
    await floor.be(li, status)
    assert await floor.team.has_people("demo") is is_online
    assert [one.is_online for one in await floor.team.colleagues()] == [is_online]


async def test_nobody_is_there_whose_workbench_has_not_been_seen_for_a_while(floor: Floor) -> None:
    await floor.hire("Li")
    floor.now_ms += FRESH_MS
    assert await floor.team.has_people("demo")
    floor.now_ms += 1
    assert not await floor.team.has_people("demo")


async def test_who_does_not_see_a_shop_is_not_there_for_it(floor: Floor) -> None:
    await floor.hire("Li", shops=("other",))
    assert (await floor.team.has_people("demo"), await floor.team.has_people("other")) == (False, True)


async def test_who_has_left_the_company_is_no_colleague(floor: Floor) -> None:
    li = await floor.hire("Li")
    await floor.store.accounts.change(li.id, Change({"active": "0"}))
    assert await floor.team.colleagues() == []
    assert not await floor.team.has_people("demo")


async def test_an_open_shop_says_until_when_and_whether_somebody_is_there(floor: Floor) -> None:
    floor.set_shop("demo", replace(floor.shop_of("demo"), hours=EVENINGS))
    await floor.hire("Li")
    shift = await floor.team.shift("demo")
    assert (shift.is_open, shift.has_people, floor.team.is_open("demo")) == (True, True, True)
    assert (shift.closes_ms, shift.opens_ms) == (MIDNIGHT_MS + 19 * 3_600_000, 0)
    assert shift.service == floor.shop_of("demo").service


async def test_a_closed_shop_says_from_when_and_has_nobody_even_if_somebody_works_late(floor: Floor) -> None:
    floor.set_shop("demo", replace(floor.shop_of("demo"), hours=MORNINGS))
    await floor.hire("Li")
    shift = await floor.team.shift("demo")
    assert (shift.is_open, shift.has_people, floor.team.is_open("demo")) == (False, False, False)
    assert (shift.closes_ms, shift.opens_ms) == (0, MIDNIGHT_MS + 33 * 3_600_000)


async def test_a_shop_that_never_closes_or_never_opens_promises_no_time(floor: Floor) -> None:
    assert (await floor.team.shift("demo")).closes_ms == 0
    floor.set_open(False)
    assert (await floor.team.shift("demo")).opens_ms == 0
