"""A master with two replicas, and three Sentinels who decide which of them is the master."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.failover.machines import KEPT, REDIS, Machine, running, wait_until

NAME = "kefu"
DOWN_AFTER_MS = 800
"""How long a master must be silent; the rest of Sentinel's patience is shortened with it, as `SENTINEL DEBUG` can."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The servers with the data, and those who watch them."""

    data: tuple[Machine, ...]
    sentinels: tuple[Machine, ...]

    @property
    def url(self) -> str:
        """As REDIS_URL says it."""
        return f"redis+sentinel://{','.join(sentinel.place for sentinel in self.sentinels)}/{NAME}"

    def master(self) -> Machine:
        """Whom the first Sentinel takes for the master."""
        _, port = self.sentinels[0].ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
        return next(machine for machine in self.data if machine.port == int(port))

    def replicas(self) -> list[Machine]:
        """The others."""
        master = self.master()
        return [machine for machine in self.data if machine is not master]

    def wait_for_another(self, old: Machine) -> Machine:
        """The new master, once all Sentinels agree on it and it says so itself."""
        wait_until(lambda: self._agree() and self.master() is not old, "a new master", within_s=15)
        wait_until(lambda: self.master().ask("ROLE")[0] == "master", "the new master knows", within_s=5)
        return self.master()

    def wait_until_whole(self) -> None:
        """Return when the master has both replicas, and all Sentinels know them and each other."""
        wait_until(lambda: self._agree() and len(self.master().ask("ROLE")[2]) == 2, "two replicas", within_s=20)

    def _agree(self) -> bool:
        seen = [sentinel.ask("SENTINEL", "MASTER", NAME) for sentinel in self.sentinels]
        known = {(one["port"], one["num-slaves"], one["num-other-sentinels"], one["flags"]) for one in seen}
        return known == {(str(self.master().port), "2", "2", "master")}


@contextmanager
def watched(folder: Path) -> Iterator[Watched]:
    """Three data servers and three Sentinels, all Debian's Redis, of one mind."""
    folder.mkdir()
    master = Machine(REDIS, folder / "data-0")
    replica_of = (*KEPT, "--replicaof", "127.0.0.1", str(master.port))
    replicas = tuple(Machine(REDIS, folder / f"data-{n}", replica_of) for n in (1, 2))
    sentinels = tuple(Machine(REDIS, folder / f"sentinel-{n}", ("--sentinel",)) for n in range(3))
    group = Watched((master, *replicas), sentinels)
    with running(master, *replicas, *sentinels):
        wait_until(lambda: len(master.ask("ROLE")[2]) == 2, "two replicas", within_s=10)
        for sentinel in sentinels:
            _instruct(sentinel, master)
        group.wait_until_whole()
        yield group


def _instruct(sentinel: Machine, master: Machine) -> None:
    sentinel.ask("SENTINEL", "DEBUG", "publish-period", "200", "info-period", "500", "ask-period", "200")
    sentinel.ask("SENTINEL", "MONITOR", NAME, "127.0.0.1", str(master.port), "2")
    for option, value in {"down-after-milliseconds": DOWN_AFTER_MS, "failover-timeout": 3000}.items():
        sentinel.ask("SENTINEL", "SET", NAME, option, str(value))
