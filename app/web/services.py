"""What the front rooms work with, as the factory assembled it; reached through the running app, never imported."""

from dataclasses import dataclass

from quart import current_app

from app.auth.visitors import VisitorTokens
from app.desk.greeting import Greeter
from app.desk.health import Health
from app.desk.visitor import VisitorDesk
from app.events.stream import Streams

NAME = "kefu"


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases and what serves them. `frame_ancestors` are the origins that may show our pages in a frame."""

    visitors: VisitorDesk
    greeter: Greeter
    health: Health
    streams: Streams
    tokens: VisitorTokens
    frame_ancestors: tuple[str, ...]


def services() -> Services:
    """The running app's services."""
    found: Services = current_app.extensions[NAME]
    return found


def tokens() -> VisitorTokens:
    """The running app's visitor tokens."""
    return services().tokens
