"""Who works here: accounts are made and changed, one-time links given and used; signing in is the door's business."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.auth.agents import Identity, digest_of, new_secret
from app.auth.door import Caller, Door
from app.auth.passwords import Passwords
from app.domain.agent import Agent, AgentRole
from app.domain.credentials import check_name, check_password, check_username
from app.domain.errors import KefuError
from app.store.accounts import Account, Change, fields_of, is_id
from app.store.store import Store
from app.telemetry.log import log


class Staff:
    """Everything about accounts. All methods raise `StoreUnavailable`, and `BadRequest` for what cannot be accepted."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        door: Door,
        *,
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._door = door
        self._clock_ms = clock_ms
        self._new_id = new_id

    async def all(self) -> tuple[Agent, ...]:
        """Every agent, by sign-in name."""
        return await self._store.accounts.all()

    async def has_any(self) -> bool:
        """Whether anybody has an account."""
        return await self._store.accounts.has_any()

    async def load(self, agent_id: str) -> Agent:
        """One agent; raises `AgentNotFound`."""
        return (await self._store.accounts.load(agent_id)).agent

    async def open_setup(self) -> str:
        """The secret of a link by which the first admin is made; "" where there is one already."""
        if await self._store.accounts.has_admin():
            return ""
        secret = new_secret()
        await self._store.links.open_setup(digest_of(secret))
        return secret

    async def set_up(self, secret: str, agent: Agent, password: str) -> Account:
        """Make the first admin by a set-up link; raises KefuError `LINK_REFUSED` if it is used up or too old."""
        # Looked at before the hash is computed: strangers may not make us work.
        await self.check_setup(secret)
        return await self._create(replace(agent, role=AgentRole.ADMIN), password, setup=digest_of(secret))

    async def check_setup(self, secret: str) -> None:
        """Look at a set-up link, which stays good; raises KefuError `LINK_REFUSED` if it is used up or too old."""
        if not await self._store.links.is_good_setup(digest_of(secret)):
            raise KefuError("LINK_REFUSED", status=410)

    async def create(self, agent: Agent, password: str = "") -> Account:
        """Make an account; without a password it waits for `invite`. Raises KefuError `USERNAME_TAKEN`."""
        return await self._create(agent, password)

    async def invite(self, agent_id: str) -> str:
        """The secret of a link by which the agent sets a new password; until then the old one is good.

        Raises `AgentNotFound`, or KefuError `AGENT_INACTIVE`.
        """
        if not (await self.load(agent_id)).active:
            raise KefuError("AGENT_INACTIVE", status=409)
        secret = new_secret()
        await self._store.links.open_for(agent_id, digest_of(secret))
        log("agent_link_given", agent_id=agent_id)
        return f"{agent_id}.{secret}"

    async def use_link(self, link: str, password: str) -> Account:
        """Set the password by a one-time link, and sign out everybody who used the old one.

        Raises KefuError `LINK_REFUSED` if it is used up, too old, or none.
        """
        account = await self.read_link(link)
        check_password(password, username=account.agent.username)
        fields = {"password_hash": await self._passwords.hash(password)}
        change = Change(fields, link=_digest_in(link), ends=True, tells=True)
        await self._store.accounts.change(account.agent.id, change)
        log("agent_password_set", agent_id=account.agent.id)
        return replace(account, password_hash=fields["password_hash"])

    async def read_link(self, link: str) -> Account:
        """Whose one-time link it is, which stays good; raises KefuError `LINK_REFUSED` as `use_link` does."""
        agent_id = link.partition(".")[0]
        if not is_id(agent_id) or not await self._store.links.is_good_for(agent_id, _digest_in(link)):
            raise KefuError("LINK_REFUSED", status=410)
        return await self._store.accounts.load(agent_id)

    async def change_password(self, who: Identity, current: str, password: str, caller: Caller) -> None:
        """Set one's own password and end all other logins; raises KefuError `PASSWORD_WRONG` or `LOGIN_LOCKED`."""
        username = who.agent.username
        check_password(password, username=username)
        await self._door.count_try(username, caller)
        account = await self._store.accounts.load(who.agent.id)
        if not await self._passwords.verify(current, account.password_hash):
            raise KefuError("PASSWORD_WRONG", status=422)
        await self._door.forgive_tries(username, caller)
        fields = {"password_hash": await self._passwords.hash(password)}
        change = Change(fields, verified=account.password_hash, ends=True, keeps=who.login_id, tells=True)
        await self._store.accounts.change(who.agent.id, change)
        log("agent_password_set", agent_id=who.agent.id)

    async def change(self, agent_id: str, **members: Any) -> Agent:
        """Give an agent other `members` of `Agent`, at once on all processes.

        Who is no longer active is signed out; where role or shops change, their streams begin anew.
        Raises `AgentNotFound`, or KefuError `LAST_ADMIN`.
        """
        if "name" in members:
            members["name"] = check_name(members["name"])
        before = await self.load(agent_id)
        after = replace(before, **members)
        fields = _differences(fields_of(before), fields_of(after))
        tells = bool({"role", "shops", "active"} & set(fields))
        await self._store.accounts.change(agent_id, Change(fields, ends=not after.active, tells=tells))
        if fields:
            log("agent_changed", agent_id=agent_id, members=sorted(fields))
        return await self.load(agent_id)

    async def _create(self, agent: Agent, password: str, *, setup: str = "") -> Account:
        username, name = check_username(agent.username), check_name(agent.name)
        if password or setup:
            check_password(password, username=username)
        agent = replace(agent, id=f"a_{self._new_id()}", username=username, name=name, created_ms=self._clock_ms())
        account = Account(agent, await self._passwords.hash(password) if password else "")
        await self._store.accounts.create(account, setup=setup)
        log("agent_created", agent_id=agent.id, role=agent.role.value)
        return account


def _digest_in(link: str) -> str:
    """How the store knows the secret of a one-time link."""
    return digest_of(link.partition(".")[2])


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Only what differs, so that two who change different things do not undo each other."""
    return {name: value for name, value in after.items() if before[name] != value}
