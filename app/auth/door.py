"""Signing in and out, and staying signed in; who has an account, and what it may do, is decided elsewhere."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from app.auth.agents import AgentTokens, Login, RefreshToken, digest_of, new_secret
from app.auth.passwords import Passwords
from app.domain.agent import Agent
from app.domain.credentials import PASSWORD_MAX_CHARS, plain_username
from app.domain.errors import KefuError, SignInRequired
from app.store.accounts import Account, AgentNotFound, Change
from app.store.store import Store
from app.telemetry.log import log

_NEIGHBOURS = 64
"""The prefix of an IPv6 address that one subscriber has to themselves."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: the address, and what the browser calls itself."""

    address: str
    device: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who got in, and the keys they are given."""

    agent: Agent
    login: Login
    refresh_token: str


class Door:
    """The way in. All methods raise `StoreUnavailable`."""

    def __init__(self, store: Store, passwords: Passwords, tokens: AgentTokens, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._passwords = passwords
        self._tokens = tokens
        self._new_id = new_id

    async def sign_in(self, username: str, password: str, caller: Caller) -> Entry:
        """Let in who knows the password.

        Raises KefuError `LOGIN_REFUSED`, which does not tell whether it is the name or the password that is
        wrong, and `LOGIN_LOCKED` after too many of those.
        """
        name = plain_username(username)
        await self.count_try(name, caller)
        account = await self._find(name)
        known_hash = account.password_hash if account and account.agent.active else ""
        is_right = await self._passwords.verify(password[: PASSWORD_MAX_CHARS + 1], known_hash)
        if not is_right or not account:
            raise KefuError("LOGIN_REFUSED", status=401)
        entry = await self.admit(account, caller)
        await self._renew_hash(account, password)
        return entry

    async def count_try(self, name: str, caller: Caller) -> None:
        """Count one try of a password before it is looked at; raises KefuError `LOGIN_LOCKED`, and `TooBusy`."""
        # A crowd of strangers must not make who knows the password lose their tries.
        self._passwords.expect_room()
        wait_ms = await self._store.tries.reserve(name, neighbourhood(caller.address))
        if wait_ms:
            wait_s = -(-wait_ms // 1000)
            log("agent_login_locked", retry_after_s=wait_s)
            raise KefuError("LOGIN_LOCKED", status=429, retry_after_s=wait_s, minutes=-(-wait_s // 60))

    async def forgive_tries(self, name: str, caller: Caller) -> None:
        """Take the tries back: the password was right."""
        await self._store.tries.forgive(name, neighbourhood(caller.address))

    async def admit(self, account: Account, caller: Caller) -> Entry:
        """Let in whose password was just verified; raises KefuError `LOGIN_REFUSED` if it was changed meanwhile."""
        login = Login(account.agent.id, self._new_id())
        refresh = RefreshToken(login, new_secret())
        has_begun = await self._store.logins.start(
            login.agent_id, login.id, verified=account.password_hash, digest=refresh.digest, device=caller.device
        )
        if not has_begun:
            raise KefuError("LOGIN_REFUSED", status=401)
        await self.forgive_tries(account.agent.username, caller)
        log("agent_signed_in", agent_id=login.agent_id)
        return Entry(account.agent, login, str(refresh))

    async def refresh(self, token: str) -> Entry:
        """Exchange a refresh token for its successor; one that was used before ends the login. `SignInRequired`."""
        presented = self._tokens.read_refresh(token)
        login, successor = presented.login, self._tokens.successor(presented)
        is_due = await self._store.logins.rotate(
            login.agent_id, login.id, digest=presented.digest, successor=digest_of(successor.secret)
        )
        found = await self._store.logins.holder(login.agent_id, login.id) if is_due else None
        if found is None:
            log("agent_refresh_refused", agent_id=login.agent_id)
            raise SignInRequired()
        return Entry(found, login, str(successor))

    async def sign_out(self, login: Login) -> None:
        """End one login, at once and everywhere."""
        await self._store.logins.end(login.agent_id, login.id)
        log("agent_signed_out", agent_id=login.agent_id)

    async def _find(self, name: str) -> Account | None:
        try:
            return await self._store.accounts.load_by_name(name)
        except AgentNotFound:
            return None

    async def _renew_hash(self, account: Account, password: str) -> None:
        """Keep a hash with today's parameters where it was made with yesterday's."""
        if self._passwords.is_outdated(account.password_hash):
            fields = {"password_hash": await self._passwords.hash(password)}
            await self._store.accounts.change(account.agent.id, Change(fields, verified=account.password_hash))


def neighbourhood(address: str) -> str:
    """The address as tries are counted: an IPv6 address by its network, of which one subscriber has all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found, _NEIGHBOURS), strict=False))
