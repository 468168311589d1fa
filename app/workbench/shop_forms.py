"""What programs send and get about shops: shapes for pydantic and /openapi.json; what is acceptable, `domain` says."""

from pydantic import BaseModel, Field

from app.web.shapes import Form


class PeriodForm(Form):
    """From `starts` to `ends`, such as 09:00 and 18:00; an end that is not later is on the next day."""

    starts: str
    ends: str


class HoursForm(Form):
    """When a shop's people are there."""

    time_zone: str = Field(description="A name of the IANA database, such as Asia/Shanghai.")
    week: list[list[PeriodForm]] = Field(description="The periods of each weekday, Monday first.")
    days: dict[str, list[PeriodForm]] = Field(
        default_factory=dict,
        description="Dates that are otherwise, such as 2026-10-01: no period for a holiday, some for other hours.",
    )


class HoursShown(HoursForm):
    """A shop's hours, and how it stands by them now; both times are in UTC, and null where there is none in a year."""

    open_now: bool
    next_opening: str | None
    closes_at: str | None
    says: str = Field(description="The same in words, on the shop's clocks, in the reader's language.")


class ServiceForm(Form):
    """How a shop serves, in seconds."""

    wait_limit_s: int = Field(description="Who waits longer for a person is asked for an e-mail address.")
    agent_gone_s: int = Field(description="An agent whose browser is gone longer loses the session to the queue.")
    offer_s: int = Field(description="How long a colleague may take to accept a transfer.")
    mail_wait_s: int = Field(description="A wait longer than this is mailed to the team.")
    keeps_company: bool = Field(description="Whether the AI goes on answering who waits for a person.")
    team_emails: list[str]


class AnswersForm(Form):
    """How the AI answers for a shop; what is left out is as the operator has it."""

    instructions: str = Field("", description="Added to the system prompt of OpenAI-compatible models.")
    suggestions: dict[str, list[str]] = Field(
        default_factory=dict, description="By language, up to four first questions; none: the AI's own."
    )
    coze_bot_id: str = Field("", description="A bot at Coze in place of COZE_BOT_ID.")


class ShopForm(Form):
    """A shop's names by language, and how it serves; of the rest, what is left out stays."""

    names: dict[str, str] = Field(description="By language: zh and en.")
    service: ServiceForm
    origins: list[str] | None = Field(
        None,
        description="The sites that may embed the chat, such as https://shop.example.com or https://*.example.com.",
    )
    answers: AnswersForm | None = None
    retention_days: int | None = Field(None, description="How long a conversation is kept after its last change.")


class NewShop(Form):
    """A shop to be."""

    id: str = Field(
        description="Up to 32 small letters, digits and hyphens; it stands in the pages that embed the chat."
    )
    names: dict[str, str]


class ShopShown(BaseModel):
    """One shop."""

    id: str
    names: dict[str, str]
    service: ServiceForm
    origins: list[str]
    answers: AnswersForm
    retention_days: int
    open_now: bool


class ShopList(BaseModel):
    """All shops, the default one first."""

    shops: list[ShopShown]
