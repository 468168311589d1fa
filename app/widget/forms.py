"""What visitors' programs may send and get back: shapes for pydantic and /openapi.json; no decisions."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.domain.identity import VALUE_LIMIT_CHARS, Attribute, read_attributes
from app.web.fields import EVENT_ID, address, sayable
from app.web.shapes import Form


def _object(user: Any) -> Any:
    """What a page says of its visitor; what is no object says as little as an empty one, which is refused in time."""
    return user if user is None or isinstance(user, dict) else {}


def _attributes(said: dict[str, Any]) -> dict[str, Attribute]:
    """The attributes as they are kept; an error whose type is the code of its sentence where they cannot all be."""
    kept = read_attributes(said)
    if len(kept) < len(said) or any(isinstance(one, str) and len(one) > VALUE_LIMIT_CHARS for one in said.values()):
        raise PydanticCustomError("ATTRIBUTES_INVALID", "not sound")
    return kept


class OpenSession(Form):
    """Open a session with a shop, or resume the one that `token` names."""

    shop: str = Field("", max_length=64, description="The shop's id; an unknown one means the default shop.")
    token: str = Field("", max_length=4096, description="The token of an earlier session; a dead one is ignored.")
    lang: Literal["", "zh", "en"] = Field("", description="The visitor's language, by default that of the request.")
    page: str = Field("", max_length=2048, description="The address of the shop's page around the chat.")
    referrer: str = Field("", max_length=2048, description="Where the visitor came from to that page.")
    time_zone: str = Field("", max_length=64, description="The visitor's time zone, e.g. Europe/Berlin.")
    name: str = Field("", max_length=64, description="What the visitor wants to be called.")
    user: Annotated[dict[str, Any] | None, BeforeValidator(_object)] = Field(
        None,
        description="Who the visitor is to the shop: `{token}`, a JWT, or `{id, hash?, name?, email?}`.",
    )
    attributes: Annotated[dict[str, Any], BeforeValidator(read_attributes)] = Field(
        {}, description="What the page knows of the visitor besides; what cannot be kept is left out."
    )
    consent: str = Field("", pattern=r"^[\w-]{0,64}$", description="The mark of the consent text that was agreed to.")
    remember: bool = Field(False, description="A page of ours in a plain frame asks for the cookie.")
    session_name: str = Field("", max_length=64, description="Another one of the same verified person's sessions.")


class SayAttributes(Form):
    """Tell the agents more of the visitor; unsigned."""

    attributes: Annotated[dict[str, Any], AfterValidator(_attributes)] = Field(
        description="Up to 20 texts of 200 characters, numbers or truth values by their names."
    )


class PostMessage(Form):
    """Say something."""

    message: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")
    client_id: str = Field(
        "",
        pattern=r"^[\w.:-]{0,64}$",
        description="The client's own id: a retry with it is not a second message.",
    )


class SessionOpened(BaseModel):
    """A session as a page opens it."""

    token: str
    session_name: str
    status: str
    epoch: int
    agent: dict[str, Any] | None
    messages: list[dict[str, Any]]
    more: bool
    cursor: str
    open_now: bool
    people_online: bool
    opens_at: str | None
    read: dict[str, str]
    rating: int
    email: str
    queue_position: int | None = None
    estimate_s: int | None = None
    people_free: bool | None = None
    shop: str
    unread: int
    user: dict[str, Any] | None
    identity: Literal["none", "unverified", "verified", "refused"]
    identity_problem: str | None


class Unread(BaseModel):
    """What the visitor has not seen."""

    unread: int
    status: str


class Conversations(BaseModel):
    """The conversations that a token leads to, the latest first."""

    conversations: list[dict[str, Any]]


class MessagePosted(BaseModel):
    """A message that is kept."""

    message_id: str
    turn_id: str | None = None


class Standing(BaseModel):
    """How the session stands after what the visitor asked for."""

    status: str
    epoch: int
    people_online: bool | None = None
    opens_at: str | None = None
    queue_position: int | None = None
    estimate_s: int | None = None
    people_free: bool | None = None


class LeaveMessage(Form):
    """Leave an offline message, and an address to answer to."""

    message: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")
    email: Annotated[str, AfterValidator(address)] = Field(max_length=254)
    client_id: str = Field("", pattern=r"^[\w.:-]{0,64}$", description="A retry with it is not a second message.")


class MailTranscript(Form):
    """Send everything that was said to this address."""

    email: Annotated[str, AfterValidator(address)] = Field(max_length=254)


class Rate(Form):
    """How it was, from 1 (bad) to 5 (very good)."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=1_000)


class ReadTo(Form):
    """Everything up to this message has been read."""

    id: str = Field(pattern=EVENT_ID)
