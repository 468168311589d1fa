"""A cluster of three masters with a replica each, made without redis-cli."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis.crc import key_slot

from tests.failover.machines import KEPT, VALKEY, Machine, running, wait_until
from tests.processes import free_port

SLOTS = 16_384
NODE_TIMEOUT_MS = 1_000


@dataclass(slots=True)
class Node(Machine):
    """One node, which talks to the others at `bus_port`."""

    bus_port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        own = ("--cluster-port", str(self.bus_port), "--cluster-node-timeout", str(NODE_TIMEOUT_MS))
        self.options = (*KEPT, "--cluster-enabled", "yes", "--cluster-allow-replica-migration", "no", *own)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The nodes: three that began as masters, then the replica of each."""

    nodes: tuple[Node, ...]

    @property
    def url(self) -> str:
        """As REDIS_URL says it, with a master, the replica of another, and the third's: one of each pair."""
        named = (self.nodes[0], self.nodes[4], self.nodes[5])
        return f"redis+cluster://{','.join(node.place for node in named)}"

    def owner(self, tag: str) -> Node:
        """The master of the slot that all keys under `tag` live in, as a majority of the nodes that answer sees it."""
        slot = key_slot(f"{{{tag}}}".encode())
        seen = [node.ask("CLUSTER", "SLOTS") for node in self.nodes if node.process and node.process.poll() is None]
        ports = [entry[2][1] for ranges in seen for entry in ranges if entry[0] <= slot <= entry[1]]
        return next(node for node in self.nodes if node.port == max(ports, key=ports.count))

    def wait_for_another(self, tag: str, old: Node) -> Node:
        """The slot's new owner, once it says itself that it is a master."""
        wait_until(lambda: self.owner(tag) is not old, "a new owner", within_s=20)
        wait_until(lambda: self.owner(tag).ask("ROLE")[0] == "master", "the new owner knows", within_s=5)
        return self.owner(tag)

    def wait_until_whole(self) -> None:
        """Return when all nodes say that the cluster is well, and half of them are replicas that are up to date."""
        wait_until(self._is_whole, "a whole cluster", within_s=30)

    def _is_whole(self) -> bool:
        is_well = all("cluster_state:ok" in str(node.ask("CLUSTER", "INFO")) for node in self.nodes)
        roles = [node.ask("ROLE") for node in self.nodes]
        replicas = [role for role in roles if role[0] == "slave" and role[3] == "connected"]
        return is_well and len(replicas) == 3


@contextmanager
def clustered(folder: Path) -> Iterator[Cluster]:
    """Six nodes, all the Valkey that is embedded."""
    folder.mkdir()
    nodes = tuple(Node(VALKEY, folder / f"node-{n}") for n in range(6))
    cluster = Cluster(nodes)
    with running(*nodes):
        for node in nodes[1:]:
            nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", str(node.port), str(node.bus_port))
        for at, node in enumerate(nodes[:3]):
            node.ask("CLUSTER", "ADDSLOTSRANGE", str(SLOTS * at // 3), str(SLOTS * (at + 1) // 3 - 1))
        for master, replica in zip(nodes[:3], nodes[3:], strict=True):
            name = master.ask("CLUSTER", "MYID")
            wait_until(lambda: name in str(replica.ask("CLUSTER", "NODES")), "they have met", within_s=10)  # noqa: B023
            wait_until(lambda: bool(replica.ask("CLUSTER", "REPLICATE", name)), "a replica", within_s=10)  # noqa: B023
        cluster.wait_until_whole()
        yield cluster
