"""Accounts: names are unique, the last admin stays, and a change is made with all its consequences or not at all."""

import asyncio
from dataclasses import replace

import pytest

from app.domain.agent import Agent, AgentRole, Availability
from app.domain.errors import KefuError
from app.store.accounts import Account, AgentNotFound, Change
from app.store.lives import LINK_S
from app.store.store import Store
from tests.store.people import ADA, ROOT, begin, keep, told


async def refused(store: Store, agent: Agent, change: Change) -> str:
    with pytest.raises(KefuError) as error:
        await store.accounts.change(agent.id, change)
    return error.value.code


async def test_an_account_is_read_as_it_was_kept(store: Store) -> None:
    agent = replace(
        ADA, name="王芳", lang="en", status=Availability.BUSY, max_sessions=7, shops=("demo", "outlet"), active=False
    )
    await keep(store, agent)
    assert await store.accounts.load(agent.id) == Account(agent, "hash of ada")
    assert await store.accounts.load_by_name("ada") == Account(agent, "hash of ada")


@pytest.mark.parametrize("agent_id", ["", "a_none", "a_ada:logins", "a_ada:link", "x" * 65, "*", "a b", "名"])
async def test_an_unknown_or_impossible_id_is_nobodys(store: Store, agent_id: str) -> None:
    await keep(store, ADA)
    await begin(store, ADA, "l1")
    await store.links.open_for(ADA.id, "digest")
    with pytest.raises(AgentNotFound):
        await store.accounts.load(agent_id)
    with pytest.raises(AgentNotFound):
        await store.accounts.change(agent_id, Change({"name": "X"}))


async def test_all_are_listed_by_sign_in_name(store: Store) -> None:
    assert await store.accounts.all() == ()
    await keep(store, ROOT, ADA)
    assert await store.accounts.all() == (ADA, ROOT)


async def test_one_name_is_one_agents_even_when_many_want_it_at_once(store: Store) -> None:
    wanted = [Account(replace(ADA, id=f"a_{n}"), "x") for n in range(20)]
    made = await asyncio.gather(*map(store.accounts.create, wanted), return_exceptions=True)
    assert [error.code for error in made if isinstance(error, KefuError)] == ["USERNAME_TAKEN"] * 19
    assert len(await store.accounts.all()) == 1


async def test_making_the_same_account_again_is_harmless(store: Store) -> None:
    await keep(store, ADA, ADA)
    assert await store.accounts.all() == (ADA,)


async def test_a_set_up_link_makes_one_admin_however_many_use_it(store: Store) -> None:
    await store.links.open_setup("digest")
    firsts = [Account(replace(ROOT, id=f"a_{n}", username=f"root{n}"), "x") for n in range(10)]
    made = await asyncio.gather(*(store.accounts.create(one, setup="digest") for one in firsts), return_exceptions=True)
    assert [error.code for error in made if isinstance(error, KefuError)] == ["LINK_REFUSED"] * 9
    assert await store.accounts.has_admin()


async def test_no_set_up_link_is_good_once_there_is_an_admin(store: Store) -> None:
    await store.links.open_setup("one")
    await store.links.open_setup("two")
    await store.accounts.create(Account(ROOT, "x"), setup="one")
    assert await store.links.is_good_setup("two")
    with pytest.raises(KefuError, match="LINK_REFUSED"):
        await store.accounts.create(Account(replace(ADA, role=AgentRole.ADMIN), "x"), setup="two")


async def test_a_set_up_link_that_was_never_given_is_refused(store: Store) -> None:
    with pytest.raises(KefuError, match="LINK_REFUSED"):
        await store.accounts.create(Account(ROOT, "x"), setup="guess")
    assert not await store.accounts.has_admin()


async def test_links_live_a_day(store: Store) -> None:
    await store.links.open_setup("digest")
    await store.links.open_for(ADA.id, "digest")
    for key in ("{test}:setup:digest", "{test}:agent:a_ada:link"):
        assert 0 < await store.redis.ttl(key) <= LINK_S == 24 * 3600


@pytest.mark.parametrize("fields", [{"role": "agent"}, {"active": "0"}, {"role": "agent", "active": "0"}])
async def test_the_last_admin_stays_one(store: Store, fields: dict[str, str]) -> None:
    await keep(store, ROOT, ADA)
    await begin(store, ROOT, "l1")
    assert await refused(store, ROOT, Change(fields, ends=True, tells=True)) == "LAST_ADMIN"
    assert (await store.accounts.load(ROOT.id)).agent == ROOT
    assert await store.logins.holder(ROOT.id, "l1") == ROOT
    assert await told(store) == []


async def test_two_admins_who_demote_each_other_at_once_leave_one(store: Store) -> None:
    for _ in range(10):
        await store.redis.flushall()
        await keep(store, ROOT, replace(ADA, role=AgentRole.ADMIN))
        changes = [store.accounts.change(one, Change({"role": "agent"})) for one in (ROOT.id, ADA.id)]
        made = await asyncio.gather(*changes, return_exceptions=True)
        assert [error.code for error in made if isinstance(error, KefuError)] == ["LAST_ADMIN"]
        roles = [one.role for one in await store.accounts.all()]
        assert sorted(roles) == [AgentRole.ADMIN, AgentRole.AGENT]


async def test_a_demoted_admin_may_go_once_another_is_there(store: Store) -> None:
    await keep(store, ROOT, ADA)
    await store.accounts.change(ADA.id, Change({"role": "admin"}))
    await store.accounts.change(ROOT.id, Change({"role": "agent"}))
    assert await refused(store, ADA, Change({"active": "0"})) == "LAST_ADMIN"


async def test_an_inactive_admin_counts_for_none(store: Store) -> None:
    await keep(store, ROOT, replace(ADA, role=AgentRole.ADMIN, active=False))
    assert await refused(store, ROOT, Change({"role": "agent"})) == "LAST_ADMIN"
    await store.accounts.change(ADA.id, Change({"active": "1"}))
    await store.accounts.change(ROOT.id, Change({"role": "agent"}))


async def test_a_change_that_ends_logins_keeps_the_one_it_came_from_and_tells_the_streams(store: Store) -> None:
    await keep(store, ADA)
    for login_id in ("l1", "l2", "l3"):
        await begin(store, ADA, login_id)
    await store.accounts.change(ADA.id, Change({"password_hash": "new"}, ends=True, keeps="l2", tells=True))
    alive = [login_id for login_id in ("l1", "l2", "l3") if await store.logins.holder(ADA.id, login_id)]
    assert alive == ["l2"]
    assert await told(store) == [{"agent_id": "a_ada", "login_id": ""}]


async def test_a_one_time_link_works_once(store: Store) -> None:
    await keep(store, ADA)
    await store.links.open_for(ADA.id, "old")
    await store.links.open_for(ADA.id, "digest")
    assert await refused(store, ADA, Change({"password_hash": "x"}, link="old", ends=True)) == "LINK_REFUSED"
    change = Change({"password_hash": "mine"}, link="digest", ends=True)
    await store.accounts.change(ADA.id, change)
    # The same call once more, as after a lost reply, is fine; another password is not.
    await store.accounts.change(ADA.id, change)
    assert await refused(store, ADA, Change({"password_hash": "thief's"}, link="digest")) == "LINK_REFUSED"
    assert (await store.accounts.load(ADA.id)).password_hash == "mine"


async def test_a_link_is_of_no_use_to_who_was_deactivated_or_has_changed_the_password(store: Store) -> None:
    await keep(store, ADA)
    await store.links.open_for(ADA.id, "digest")
    await store.accounts.change(ADA.id, Change({"password_hash": "new"}, ends=True))
    assert not await store.links.is_good_for(ADA.id, "digest")
    await store.accounts.change(ADA.id, Change({"active": "0"}, ends=True))
    await store.links.open_for(ADA.id, "digest")
    assert await refused(store, ADA, Change({"password_hash": "x"}, link="digest")) == "LINK_REFUSED"


async def test_a_password_is_changed_only_from_the_one_that_was_verified(store: Store) -> None:
    await keep(store, ADA)
    await store.accounts.change(ADA.id, Change({"password_hash": "theirs"}, verified="hash of ada"))
    assert await refused(store, ADA, Change({"password_hash": "mine"}, verified="hash of ada")) == "PASSWORD_WRONG"
