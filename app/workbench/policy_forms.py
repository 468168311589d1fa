"""What programs send and get about a policy: shapes for pydantic and /openapi.json; what is accepted is in `domain`."""

from pydantic import BaseModel, Field

from app.domain.policy_form import FAIL_LIMITS
from app.domain.session import MESSAGE_LIMIT_CHARS
from app.web.shapes import Form

ANSWER_LIMIT_CHARS = 20_000
_LEAST_FAILS, _MOST_FAILS = FAIL_LIMITS


class PolicyForm(Form):
    """When a person is needed; what is left out is as the program has it. "…" in a phrase stands for a few words."""

    vip_at_once: bool = Field(False, description="A valued customer gets a person at once.")
    hears_requests: bool = Field(True, description="Requests for a person are heard.")
    hears_complaints: bool = True
    hears_legal: bool = True
    hears_safety: bool = True
    counts_fails: bool = Field(True, description="Failed answers in a row are counted.")
    fail_limit: int = Field(3, description=f"So many failed answers call a person, {_LEAST_FAILS} to {_MOST_FAILS}.")
    ask: list[str] = Field(default_factory=list, description="Each is a request for a person, wherever it stands.")
    want: list[str] = Field(default_factory=list, description="A request where one of `person` or `staff` follows.")
    person: list[str] = Field(default_factory=list, description="A request also as a clause of its own.")
    staff: list[str] = Field(default_factory=list, description="A request also as the whole message.")
    weary: list[str] = Field(default_factory=list, description="A request together with one of `robot`.")
    robot: list[str] = Field(default_factory=list)
    refuse: list[str] = Field(default_factory=list, description="No request follows right after.")
    about: list[str] = Field(default_factory=list, description="Near these, people are only spoken about.")
    not_person: list[str] = Field(default_factory=list, description="No request is heard within these.")
    complaint: list[str] = Field(default_factory=list)
    legal: list[str] = Field(default_factory=list)
    safety: list[str] = Field(default_factory=list)
    not_trouble: list[str] = Field(
        default_factory=list, description="No complaint, law or danger is heard within these."
    )
    unsure: list[str] = Field(
        default_factory=list, description="An answer that says one of these and little else has failed."
    )
    vip_severity: str = Field("high", description="high or low, as all of these.")
    person_severity: str = "high"
    complaint_severity: str = "high"
    legal_severity: str = "high"
    safety_severity: str = "high"
    fail_severity: str = "low"


class TryForm(Form):
    """A sentence, and the circumstances in which it is said; without a `policy`, the shop's own judges."""

    text: str = Field(max_length=MESSAGE_LIMIT_CHARS)
    policy: PolicyForm | None = None
    is_vip: bool = False
    fails: int = Field(0, ge=0, le=_MOST_FAILS, description="How many answers in a row have failed before.")
    answer: str | None = Field(
        None, max_length=ANSWER_LIMIT_CHARS, description="What the AI would answer; empty: it failed."
    )


class DecisionShown(BaseModel):
    """That a person is needed: by which rule, on account of which words, and how soon."""

    rule: str
    reason: str
    severity: str
    evidence: str
    is_request: bool = Field(description="Nothing was said but that a person is wanted.")


class TryShown(BaseModel):
    """What would happen now."""

    decision: DecisionShown | None
    leads_to: str | None = Field(
        description="pending_manual, or after_hours_email while the shop is closed; null: the AI goes on."
    )
    fails: int = Field(description="How many answers in a row have failed then.")
