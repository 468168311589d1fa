"""The rules that say when a person is needed, before and after the AI speaks; what then happens is in `handover`."""

from app.domain.escalation import DANGER, Decision, Reason
from app.domain.gist import says_nothing
from app.domain.hearing import Heard, make_ear
from app.domain.policy_form import Policy, policy_data, read_policy
from app.domain.trouble import find_trouble
from app.domain.wishes import find_wish

__all__ = ["Policy", "judge_answer", "judge_question", "policy_data", "read_policy"]


def judge_question(text: str, *, is_vip: bool, policy: Policy) -> Decision | None:
    """Whether what the visitor wrote needs a person, before the AI is asked; the first rule that says so decides.

    The order: VIP, a request for a person, danger to life, the law, a complaint.
    """
    if is_vip and policy.vip_at_once:
        return Decision("vip", Reason.VIP, policy.vip_severity)
    heard = make_ear(policy).hear(text)
    return _hear_request(heard, policy) or _hear_trouble(heard, policy)


def judge_answer(text: str, *, failed: bool, fails: int, policy: Policy) -> tuple[int, Decision | None]:
    """How many answers in a row have failed after this one, and whether that means a person is needed.

    `failed` is what the provider reports; `fails` the count before. A good answer begins anew, and so does
    the count once it has reached the limit.
    """
    if not policy.counts_fails:
        return 0, None
    if not failed and not says_nothing(text, policy.unsure):
        return 0, None
    if fails + 1 < policy.fail_limit:
        return fails + 1, None
    return 0, Decision("fail_loop", Reason.FAIL_LOOP, policy.fail_severity, str(policy.fail_limit))


def _hear_request(heard: Heard, policy: Policy) -> Decision | None:
    if not policy.hears_requests:
        return None
    wish = find_wish(heard)
    if wish is None:
        return None
    return Decision("wants_person", Reason.KEYWORD, policy.person_severity, wish.evidence, wish.is_all)


def _hear_trouble(heard: Heard, policy: Policy) -> Decision | None:
    rules = (
        (DANGER, policy.hears_safety, policy.safety_severity),
        ("legal", policy.hears_legal, policy.legal_severity),
        ("complaint", policy.hears_complaints, policy.complaint_severity),
    )
    for rule, is_on, severity in rules:
        hits = find_trouble(heard, rule) if is_on else []
        if hits:
            return Decision(rule, Reason.KEYWORD, severity, heard.spell(hits[0]))
    return None
