"""Who knows where the master is: Sentinels by its name, a cluster's nodes by a slot; nobody connects to it here."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from redis.asyncio.connection import Connection
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError

LOOK_TIMEOUT_S = 1.0
FRESH_S = 0.2
"""How long what was found is told to others who ask: after a failover all connections are made at once."""


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


Dial = Callable[[Address, bool], Connection]
"""A connection to a server, not made yet, with or without the operator's user and password."""


class Finder(ABC):
    """Asks all `nodes` at once, and believes what most of them have said as soon as they have."""

    def __init__(self, nodes: Iterable[Address], dial: Dial) -> None:
        self.nodes = tuple(nodes)
        self._dial = dial
        self._lock = asyncio.Lock()
        self._found: Address | None = None
        self._fresh_until_s = 0.0

    async def find(self) -> Address:
        """Where the master is; raises redis-py's ConnectionError where nobody knows."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            if clock() >= self._fresh_until_s:
                answers = await self._gather()
                self._found = self.choose(answers) if answers else None
                self._fresh_until_s = clock() + FRESH_S
            if self._found is None:
                asked = ", ".join(f"{node.host}:{node.port}" for node in self.nodes)
                raise RedisConnectionError(f"none of {asked} knows a master")
            return self._found

    @abstractmethod
    async def look(self, node: Address) -> Any:
        """What one node says; raises RedisError or TimeoutError where it says nothing of use."""

    @abstractmethod
    def choose(self, answers: Sequence[Any]) -> Address:
        """Whom to believe, of one answer or more."""

    async def _gather(self) -> list[Any]:
        asking = [asyncio.create_task(self.look(node)) for node in self.nodes]
        answers: list[Any] = []
        try:
            for one in asyncio.as_completed(asking):
                try:
                    answers.append(await one)
                except (RedisError, TimeoutError):
                    continue
                if len(answers) * 2 > len(asking):
                    break
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return answers

    async def ask(self, node: Address, *commands: tuple[str, ...], as_user: bool = True) -> list[Any]:
        """A node's replies to `commands`."""
        connection = self._dial(node, as_user)
        try:
            async with asyncio.timeout(LOOK_TIMEOUT_S):
                await connection.connect()  # type: ignore[no-untyped-call]
                for command in commands:
                    await connection.send_command(*command)
                return [await connection.read_response() for _ in commands]
        finally:
            await connection.disconnect(nowait=True)


class Sentinels(Finder):
    """Redis Sentinel (redis.io/docs/latest/develop/reference/sentinel-clients): the master of that `name`.

    Sentinels that have not heard of a failover yet tell the old address with an older epoch.
    """

    def __init__(self, nodes: Iterable[Address], dial: Dial, *, name: str) -> None:
        super().__init__(nodes, dial)
        self._name = name

    async def look(self, node: Address) -> tuple[int, Address]:
        """The epoch of what it knows, and the master's address."""
        commands = ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self._name), ("SENTINEL", "MASTER", self._name)
        try:
            (host, port), told = await self.ask(node, *commands, as_user=False)
        except AuthenticationError:
            # Most Sentinels are open to whoever reaches them, and refuse a password they do not have.
            (host, port), told = await self.ask(node, *commands)
        known = dict(zip(told[::2], told[1::2], strict=True))
        return int(known[b"config-epoch"]), Address(host.decode(), int(port))

    def choose(self, answers: Sequence[tuple[int, Address]]) -> Address:
        """The newest."""
        return max(answers)[1]


class Shard(Finder):
    """Redis Cluster: the node that owns `slot`. Beside the nodes that were given, its own replicas are asked."""

    def __init__(self, nodes: Iterable[Address], dial: Dial, *, slot: int) -> None:
        super().__init__(nodes, dial)
        self._given = self.nodes
        self._slot = slot

    async def look(self, node: Address) -> tuple[Address, ...]:
        """The slot's owner and its replicas; a node that does not know how it is reached is where it was asked."""
        (ranges,) = await self.ask(node, ("CLUSTER", "SLOTS"))
        for first, last, *members in ranges:
            if first <= self._slot <= last:
                return tuple(Address((host or b"").decode() or node.host, port) for host, port, *_ in members)
        raise RedisConnectionError(f"nobody owns slot {self._slot}")

    def choose(self, answers: Sequence[tuple[Address, ...]]) -> Address:
        """Whom most take for the owner: one that is wrong says MOVED, or nothing, and all are asked again."""
        self.nodes = tuple(dict.fromkeys([*self._given, *(member for members in answers for member in members)]))
        return Counter(owner for owner, *_ in answers).most_common(1)[0][0]
