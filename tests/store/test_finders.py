"""Where the master is: whom to believe, how long to wait for an answer, and what to do where nobody has one."""

import asyncio
import time

import pytest
from redis.asyncio.connection import Connection
from redis.exceptions import ConnectionError as RedisConnectionError

from app.store.addresses import Machines, read_machines
from app.store.finders import LOOK_TIMEOUT_S, Address, Sentinels, Shard
from tests.store.redis_double import Double, Reply, doubling, packed

SLOT = 6_000


def dial(node: Address, as_user: bool) -> Connection:
    password = "secret" if as_user else None
    return Connection(host=node.host, port=node.port, protocol=2, socket_connect_timeout=1, password=password)


def sentinels(doubles: list[Double]) -> Sentinels:
    return Sentinels([double.address for double in doubles], dial, name="kefu")


def knows(port: int, epoch: int) -> Reply:
    """A Sentinel that takes the server at `port` for the master since `epoch`."""

    def reply(command: list[bytes]) -> bytes:
        if command[:2] == [b"SENTINEL", b"GET-MASTER-ADDR-BY-NAME"]:
            return packed(b"127.0.0.1", b"%d" % port)
        return packed(b"name", b"kefu", b"config-epoch", b"%d" % epoch) if command[0] == b"SENTINEL" else b""

    return reply


def knows_nobody(command: list[bytes]) -> bytes:
    if command[:2] == [b"SENTINEL", b"GET-MASTER-ADDR-BY-NAME"]:
        return b"*-1\r\n"
    return b"-ERR No such master with that name\r\n" if command[0] == b"SENTINEL" else b""


def says_nothing(command: list[bytes]) -> bytes:
    return b""


def locked(reply: Reply) -> Reply:
    """A Sentinel that asks for a password."""
    is_open = False

    def guarded(command: list[bytes]) -> bytes:
        nonlocal is_open
        is_open = is_open or command == [b"AUTH", b"secret"]
        return reply(command) if is_open else b"-NOAUTH Authentication required.\r\n"

    return guarded


def owns(*members: tuple[bytes, int]) -> Reply:
    """A node that takes the first of `members` for the owner of the second third of all slots."""

    def reply(command: list[bytes]) -> bytes:
        if command[0] != b"CLUSTER":
            return b""
        nodes: list[list[bytes | int]] = [[host, port, b"id"] for host, port in members]
        others: list[bytes | int] = [0, 5460, b""]
        return b"*2\r\n" + packed(*others[:2], [b"127.0.0.1", 1, b"id"]) + packed(5461, 10922, *nodes)

    return reply


async def test_sentinels_that_have_not_heard_of_the_failover_are_not_believed() -> None:
    async with doubling(knows(1, 3), knows(2, 4), says_nothing) as doubles:
        assert await sentinels(doubles).find() == Address("127.0.0.1", 2)


async def test_nobody_waits_for_those_who_say_nothing_once_most_have_spoken() -> None:
    async with doubling(says_nothing, knows(1, 1), knows(1, 1)) as doubles:
        began = time.monotonic()
        assert await sentinels(doubles).find() == Address("127.0.0.1", 1)
        assert time.monotonic() - began < LOOK_TIMEOUT_S


async def test_one_sentinel_that_is_left_is_enough() -> None:
    async with doubling(knows_nobody, says_nothing, knows(1, 1)) as doubles:
        assert await sentinels(doubles).find() == Address("127.0.0.1", 1)


async def test_where_nobody_knows_a_master_it_is_said_who_was_asked() -> None:
    async with doubling(knows_nobody, knows_nobody) as doubles:
        with pytest.raises(RedisConnectionError, match=f"127.0.0.1:{doubles[1].port} knows a master"):
            await sentinels(doubles).find()


async def test_a_sentinel_that_asks_for_the_password_is_given_it() -> None:
    async with doubling(locked(knows(1, 1))) as doubles:
        assert await sentinels(doubles).find() == Address("127.0.0.1", 1)


async def test_a_sentinel_that_does_not_ask_for_the_password_is_not_told_it() -> None:
    async with doubling(knows(1, 1)) as doubles:
        await sentinels(doubles).find()
        assert not [command for command in doubles[0].heard if b"secret" in command]


async def test_all_who_ask_at_once_are_told_what_the_first_was() -> None:
    async with doubling(knows(1, 1)) as doubles:
        finder = sentinels(doubles)
        await asyncio.gather(*(finder.find() for _ in range(64)))
        assert doubles[0].connections == 1


async def test_the_owner_of_the_slot_is_whom_most_nodes_take_for_it() -> None:
    old, new = (b"10.0.0.1", 6379), (b"10.0.0.2", 6380)
    async with doubling(owns(old, new), owns(new, old), owns(new, old), says_nothing, says_nothing) as doubles:
        finder = Shard([double.address for double in doubles], dial, slot=SLOT)
        assert await finder.find() == Address("10.0.0.2", 6380)


async def test_a_node_that_does_not_know_its_own_name_is_where_it_was_asked() -> None:
    async with doubling(owns((b"", 6379))) as doubles:
        assert await Shard([doubles[0].address], dial, slot=SLOT).find() == Address("127.0.0.1", 6379)


async def test_the_owners_replicas_are_asked_where_the_node_that_was_given_is_gone() -> None:
    async with doubling(says_nothing, owns((b"127.0.0.1", 1))) as (given, replica):
        given.reply = owns((b"127.0.0.1", 2), (b"127.0.0.1", replica.port))
        finder = Shard([given.address], dial, slot=SLOT)
        assert await finder.find() == Address("127.0.0.1", 2)
        given.reply = says_nothing
        await asyncio.sleep(0.25)
        assert await finder.find() == Address("127.0.0.1", 1)


async def test_a_slot_that_nobody_owns_has_no_master() -> None:
    async with doubling(owns((b"127.0.0.1", 1))) as doubles:
        with pytest.raises(RedisConnectionError):
            await Shard([doubles[0].address], dial, slot=16_000).find()


def test_the_address_of_several_machines_is_taken_apart() -> None:
    assert read_machines("redis+sentinel://us%40er:p%2Fw@a.test:26379,[::1]:26380/kefu.1/3") == Machines(
        (Address("a.test", 26379), Address("::1", 26380)), False, "us@er", "p/w", "kefu.1", 3
    )
    assert read_machines("rediss+cluster://:pw@10.0.0.1:7000") == Machines(
        (Address("10.0.0.1", 7000),), True, password="pw"
    )
    assert read_machines("redis://localhost:6379/0") is None
    assert "pw" not in repr(read_machines("rediss+cluster://:pw@10.0.0.1:7000"))
