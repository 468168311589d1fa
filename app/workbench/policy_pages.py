"""The page on which admins write a shop's policy and try it; what may be kept is decided behind `policy_api`."""

from quart import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.auth.guards import page_for_admin
from app.domain.policy import Policy, policy_data
from app.domain.policy_form import FAIL_LIMITS, LIST_LIMIT
from app.domain.session import MESSAGE_LIMIT_CHARS
from app.domain.shop import DEFAULT_ID
from app.web.services import services
from app.workbench.rendering import render

blueprint = Blueprint("policy_pages", __name__, url_prefix="/agent/admin")


@blueprint.get("/policy")
@page_for_admin
async def some_policy() -> Redirect:
    """The way to the default shop's policy, from which the others are reached."""
    return redirect(url_for("policy_pages.policy", shop_id=DEFAULT_ID, lang=request.args.get("lang")), 303)


@blueprint.get("/shops/<shop_id>/policy")
@page_for_admin
async def policy(shop_id: str) -> Response:
    """One shop's policy: switches, words and thresholds, and a box to try them in."""
    shop = services().shops.get(shop_id)
    return await render(
        "workbench/policy.html",
        shop=shop,
        shops=services().shops.all(),
        policy=policy_data(shop.policy),
        usual=policy_data(Policy()),
        fail_limits=FAIL_LIMITS,
        list_limit=LIST_LIMIT,
        text_limit=MESSAGE_LIMIT_CHARS,
        can_mail=services().can_mail,
        team_emails=shop.service.team_emails or services().team_emails,
    )
