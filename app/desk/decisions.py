"""The policy's decisions as lines in the log; they are made in `domain/policy.py` and kept with the session."""

from app.domain.escalation import Decision
from app.domain.session import Session
from app.telemetry.log import log


def log_decision(session: Session, decision: Decision) -> None:
    """Log why a person is asked for; the visitor's words themselves stay out of the log."""
    log(
        "escalation",
        session_name=session.name,
        shop=session.shop,
        rule=decision.rule,
        reason=decision.reason.value,
        severity=decision.severity.value,
    )
