"""What programs send and get about accounts: shapes for pydantic and /openapi.json; `domain` says what may be."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from app.domain.agent import Agent, AgentRole, Availability
from app.web.shapes import Form

MAX_SESSIONS_LIMIT = 50
Lang = Literal["zh", "en"]


def _role(text: str) -> AgentRole:
    # A function of ours: from Python 3.13 on pydantic cannot tell how many arguments an enum takes.
    return AgentRole(text)


def _status(text: str) -> Availability:
    return Availability(text)


Role = Annotated[AgentRole, Field(strict=False)]
Status = Annotated[Availability, Field(strict=False)]
ShopId = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,64}$")]
Word = Annotated[str, StringConstraints(max_length=512)]


class SignIn(Form):
    """Sign in. A browser gets cookies; with the mode `token`, a program gets a refresh token instead."""

    username: Word
    password: Word
    mode: Literal["cookie", "token"] = "cookie"


class Refresh(Form):
    """Stay signed in: by the refresh token, or by the browser's cookie where none is given."""

    refresh_token: str = Field("", max_length=512)


class SetUp(Form):
    """Make the first admin, by the secret of the link that `make run` prints."""

    link: Word
    username: Word
    name: Word
    password: Word
    lang: Lang = "zh"


class CheckLink(Form):
    """Look at a one-time link, which stays good."""

    link: Word


class LinkShown(BaseModel):
    """Whose one-time link it is, by sign-in name; `is_new` where they have not set a password yet."""

    username: str
    is_new: bool


class SetPassword(Form):
    """Set a password by the secret of a one-time link."""

    link: Word
    password: Word


class ChangeProfile(Form):
    """What agents change about themselves; what is absent stays."""

    status: Status | None = None
    name: Word | None = None
    lang: Lang | None = None
    password: Word | None = Field(None, description="A new password; it signs out everywhere else.")
    current_password: Word = Field("", description="Goes with `password`.")


class CreateAgent(Form):
    """A new agent, who gets a one-time link to set a password."""

    username: Word
    name: Word
    role: Role = AgentRole.AGENT
    lang: Lang = "zh"
    max_sessions: int = Field(5, ge=1, le=MAX_SESSIONS_LIMIT)
    shops: list[ShopId] = Field([], max_length=100, description="Whose sessions they see; none means all.")


class ChangeAgent(Form):
    """What an admin changes about an agent; what is absent stays."""

    name: Word | None = None
    role: Role | None = None
    lang: Lang | None = None
    max_sessions: int | None = Field(None, ge=1, le=MAX_SESSIONS_LIMIT)
    shops: list[ShopId] | None = Field(None, max_length=100)
    active: bool | None = None


class AgentShown(BaseModel):
    """An agent, as agents see each other."""

    id: str
    username: str
    name: str
    role: str
    lang: str
    status: str
    max_sessions: int
    shops: list[str]
    active: bool
    created_at: str


class SignedIn(BaseModel):
    """Who signed in, and the JWT for `Authorization: Bearer`, good for `expires_in` seconds."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int
    agent: AgentShown


class Refreshed(BaseModel):
    """The login goes on; the tokens are there where the refresh token came in the body."""

    access_token: str | None = None
    refresh_token: str | None = None
    expires_in: int
    agent: AgentShown


class AgentListed(AgentShown):
    """An agent as admins see them: `status` is what they have chosen, `standing` what is true."""

    standing: str = Field(description="online, busy or offline of who is there; else away, invited or deactivated.")


class Agents(BaseModel):
    """Every agent, by sign-in name."""

    agents: list[AgentListed]


class Invited(BaseModel):
    """An agent and the one-time link, good for a day, by which they set their password."""

    agent: AgentShown
    link: str


class Nothing(BaseModel):
    """There is nothing to say but that it is done."""


def shown(agent: Agent) -> dict[str, Any]:
    """The agent as `AgentShown`."""
    created = datetime.fromtimestamp(agent.created_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return {
        "id": agent.id,
        "username": agent.username,
        "name": agent.name,
        "role": agent.role.value,
        "lang": agent.lang,
        "status": agent.status.value,
        "max_sessions": agent.max_sessions,
        "shops": list(agent.shops),
        "active": agent.active,
        "created_at": created.replace("+00:00", "Z"),
    }
