"""An agent: a member of staff, what they may do and whether they take sessions; not how they prove who they are."""

from dataclasses import dataclass
from enum import StrEnum

MAX_SESSIONS = 5


class AgentRole(StrEnum):
    """What an agent may do: an admin also manages staff, shops, hours and policy."""

    AGENT = "agent"
    ADMIN = "admin"


class Availability(StrEnum):
    """What an agent has chosen; only who is `online`, and whose workbench is open, is offered sessions."""

    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of staff. `shops` are the ids of the shops whose sessions they see; empty means all.

    An agent who is not `active` cannot sign in, and is signed out everywhere at once.
    """

    id: str
    username: str
    name: str
    role: AgentRole = AgentRole.AGENT
    lang: str = "zh"
    status: Availability = Availability.ONLINE
    max_sessions: int = MAX_SESSIONS
    shops: tuple[str, ...] = ()
    active: bool = True
    created_ms: int = 0

    def sees(self, shop_id: str) -> bool:
        """Whether sessions of that shop are this agent's business."""
        return not self.shops or shop_id in self.shops
