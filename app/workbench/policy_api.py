"""A shop's policy for admins' programs: read, changed, and tried on a sentence; the rules are in `domain`."""

from dataclasses import asdict, replace

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required
from app.domain.escalation import Decision
from app.domain.hours import is_open
from app.domain.policy import Policy, judge_answer, judge_question, policy_data, read_policy
from app.domain.session import Status
from app.domain.shop import Shop
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.door_api import AGENT
from app.workbench.policy_forms import PolicyForm, TryForm, TryShown

blueprint = Blueprint("policy_api", __name__, url_prefix="/api/admin/shops")


@blueprint.get("/<shop_id>/policy")
@admin_required
@security_scheme(AGENT)
@document_response(PolicyForm)
@refuses(401, 403, 404, 503)
async def show_policy(shop_id: str) -> ResponseReturnValue:
    """A shop's policy, whole."""
    return policy_data(services().shops.get(shop_id).policy)


@blueprint.put("/<shop_id>/policy")
@admin_required
@security_scheme(AGENT)
@takes(PolicyForm)
@document_response(PolicyForm)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def change_policy(shop_id: str, data: PolicyForm) -> ResponseReturnValue:
    """Change a shop's policy; what is left out becomes as the program has it."""
    policy = _read(data)
    shop = await services().shops.change(shop_id, lambda shop: replace(shop, policy=policy))
    return policy_data(shop.policy)


@blueprint.post("/<shop_id>/policy/try")
@admin_required
@security_scheme(AGENT)
@takes(TryForm)
@document_response(TryShown)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def try_policy(shop_id: str, data: TryForm) -> ResponseReturnValue:
    """What would happen now with a sentence, and with an answer to it; nothing is kept."""
    shop = services().shops.get(shop_id)
    fails, decision = _judge(data, _read(data.policy) if data.policy else shop.policy)
    leads_to = _lead(shop) if decision else None
    return {"decision": asdict(decision) if decision else None, "leads_to": leads_to, "fails": fails}


def _read(form: PolicyForm) -> Policy:
    return read_policy(form.model_dump(exclude_unset=True))


def _judge(data: TryForm, policy: Policy) -> tuple[int, Decision | None]:
    decision = judge_question(data.text, is_vip=data.is_vip, policy=policy)
    if decision or data.answer is None:
        return data.fails, decision
    return judge_answer(data.answer, failed=not data.answer.strip(), fails=data.fails, policy=policy)


def _lead(shop: Shop) -> Status:
    return Status.PENDING_MANUAL if is_open(shop.hours, services().clock_ms()) else Status.AFTER_HOURS_EMAIL
