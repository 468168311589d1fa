"""What shops sign who their visitors are with, for admins' programs; how it is made, `auth/identity` knows."""

from functools import partial

from pydantic import BaseModel, Field
from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required, agent
from app.domain.identity import BY_HASH
from app.domain.shop import Shop, with_next_secret
from app.telemetry.log import log
from app.web.services import services
from app.web.shapes import refuses
from app.workbench.door_api import AGENT

blueprint = Blueprint("identity_api", __name__, url_prefix="/api/admin/shops")


class SecretShown(BaseModel):
    """What a shop signs with who its visitors are."""

    secret: str = Field(description="For tokens (JWT).")
    hash_secret: str = Field(description="For ids, which no token can be made of.")


@blueprint.get("/<shop_id>/identity")
@admin_required
@security_scheme(AGENT)
@document_response(SecretShown)
@refuses(401, 403, 404, 503)
async def show_secret(shop_id: str) -> ResponseReturnValue:
    """What the shop signs with who its visitors are."""
    shop = services().shops.get(shop_id)
    log("identity_secret_shown", shop=shop_id, agent_id=agent().id)
    return _secret_json(shop)


@blueprint.post("/<shop_id>/identity/renew")
@admin_required
@security_scheme(AGENT)
@document_response(SecretShown)
@refuses(401, 403, 404, 503)
async def renew_secret(shop_id: str) -> ResponseReturnValue:
    """Give the shop another secret: what the old one has signed is refused from now on."""
    shop = await services().shops.change(shop_id, with_next_secret)
    log("identity_secret_renewed", shop=shop_id, agent_id=agent().id)
    return _secret_json(shop)


def _secret_json(shop: Shop) -> dict[str, str]:
    secret = partial(services().identities.secret, shop.id, shop.identity_version)
    return {"secret": secret(), "hash_secret": secret(BY_HASH)}
