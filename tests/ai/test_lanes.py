"""Small pools instead of one large: few requests share few connections, and none is refused."""

import asyncio
from contextlib import ExitStack

import httpx
import pytest

from app.ai.lanes import LIMITS, WIDTH, Lanes


def lanes(connections: int) -> Lanes:
    return Lanes(lambda: httpx.AsyncClient(limits=LIMITS), connections=connections)


async def test_requests_one_after_the_other_share_a_client() -> None:
    some = lanes(4 * WIDTH)
    with some.lend() as first:
        pass
    with some.lend() as second:
        assert second is first
    await some.close()


async def test_a_full_lane_is_followed_by_another() -> None:
    some = lanes(4 * WIDTH)
    with ExitStack() as busy:
        lent = [busy.enter_context(some.lend()) for _ in range(2 * WIDTH + 1)]
        assert [len({id(client) for client in lent[:n]}) for n in (WIDTH, WIDTH + 1, 2 * WIDTH + 1)] == [1, 2, 3]
    with some.lend() as next_one:
        assert next_one is lent[0]
    await some.close()


async def test_beyond_all_lanes_the_least_busy_one_is_shared() -> None:
    some = lanes(2 * WIDTH)
    with ExitStack() as busy:
        lent = [busy.enter_context(some.lend()) for _ in range(2 * WIDTH)]
        more = [busy.enter_context(some.lend()) for _ in range(2)]
        assert {id(client) for client in more} == {id(client) for client in lent}
    await some.close()


async def test_closing_closes_every_client() -> None:
    some = lanes(2 * WIDTH)
    with ExitStack() as busy:
        lent = [busy.enter_context(some.lend()) for _ in range(2 * WIDTH)]
    await some.close()
    assert all(client.is_closed for client in lent)


@pytest.mark.parametrize(
    "loss", [asyncio.CancelledError(), httpx.PoolTimeout("full")], ids=lambda loss: type(loss).__name__
)
async def test_a_lane_that_may_have_lost_a_connection_is_lent_out_no_more(loss: BaseException) -> None:
    some = lanes(2 * WIDTH)
    with some.lend() as neighbour:
        with pytest.raises(type(loss)), some.lend() as lost:
            raise loss
        assert lost is neighbour
        with some.lend() as other:
            assert other is not lost
        assert not neighbour.is_closed
    await some.close()
    assert neighbour.is_closed
    assert other.is_closed
