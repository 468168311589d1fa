"""What the front rooms work with, as the factory assembled it; reached through the running app, never imported."""

from collections.abc import Callable
from dataclasses import dataclass

from quart import current_app

from app.auth.agents import AgentTokens
from app.auth.cookies import KefuAuth
from app.auth.door import Door
from app.auth.identity import Identities
from app.auth.staff import Staff
from app.auth.visitor_cookie import VisitorCookie
from app.auth.visitors import VisitorTokens
from app.desk.agents import AgentDesk
from app.desk.greeting import Greeter
from app.desk.health import Health
from app.desk.identity import IdentityDesk
from app.desk.reading import ReadingDesk
from app.desk.shopbook import ShopBook
from app.desk.team import Team
from app.desk.visitor import VisitorDesk
from app.desk.waiting import WaitingDesk
from app.events.stream import Streams
from app.store.loaders import Loaders
from app.store.replies import Replies
from app.web.loader import Loader

NAME = "kefu"


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases and what serves them.

    `public_url` is the address that visitors see, "" where it is the one they asked by. `can_mail` is whether there is
    a mail server, `team_emails` who is written to for shops that name nobody.
    """

    team: Team
    visitors: VisitorDesk
    waiting: WaitingDesk
    identity: IdentityDesk
    agents: AgentDesk
    reading: ReadingDesk
    shops: ShopBook
    loader: Loader
    loaders: Loaders
    replies: Replies
    clock_ms: Callable[[], int]
    new_id: Callable[[], str]
    greeter: Greeter
    health: Health
    streams: Streams
    tokens: VisitorTokens
    identities: Identities
    visitor_cookie: VisitorCookie
    door: Door
    staff: Staff
    agent_auth: KefuAuth
    agent_tokens: AgentTokens
    public_url: str
    can_mail: bool
    team_emails: tuple[str, ...]


def services() -> Services:
    """The running app's services."""
    found: Services = current_app.extensions[NAME]
    return found


def tokens() -> VisitorTokens:
    """The running app's visitor tokens."""
    return services().tokens
