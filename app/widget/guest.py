"""Who comes to a chat, as their page and their key say; which session they get is the desk's to decide."""

import secrets

from quart import request

from app.auth.visitors import Visitor, sealed
from app.desk.identity import Guest
from app.domain.arrival import Proof
from app.domain.errors import TokenRefused
from app.domain.identity import IdentityRefused, Person, digest_of, one_line, read_claim
from app.domain.shop import Shop
from app.telemetry.log import log
from app.web.i18n import language
from app.web.letter_links import plain_page
from app.web.reading import is_time_zone
from app.web.services import services, tokens
from app.widget.forms import OpenSession

DEVICE_CHARS = 300


def find_shop(data: OpenSession, holder: Visitor | None) -> Shop:
    """The shop that the page names, else the key's."""
    return services().shops.find(data.shop or (holder.shop if holder else ""))


def read_key(data: OpenSession) -> Visitor | None:
    """Who holds the key that came with the request, by its body or by cookie; None where it is dead or another shop's.

    Only a page of ours that asks to be remembered is answered by its cookie, and only where it sends no key itself.
    """
    shops = services().shops
    token = data.token or (services().visitor_cookie.read(shops.find(data.shop).id) if data.remember else "")
    try:
        holder = tokens().read(token)
    except TokenRefused:
        return None
    return None if holder.shop != find_shop(data, holder).id else holder


def greet(data: OpenSession, holder: Visitor | None) -> tuple[Guest, str]:
    """The guest, and the code of what is wrong with what their page says of them ("" where nothing is)."""
    shop = find_shop(data, holder)
    proof, person, problem = _weigh(data, shop)
    known = sealed(holder.person, shop.identity_version) if holder else ""
    claimed = digest_of(person.id) if person else ""
    # A key that proves somebody does so for whoever says nothing else; a new proof goes before it.
    digest = claimed if proof is Proof.VERIFIED or known == claimed else known if proof is Proof.NONE else ""
    guest = Guest(
        shop=shop.id,
        visitor_id=f"v_{secrets.token_urlsafe(12)}",
        lang=data.lang or language(),
        session_name=holder.session_name if holder else "",
        proof=proof,
        person=person,
        digest=digest,
        wanted=data.session_name,
        context=_context(data),
        attributes=data.attributes,
    )
    return guest, problem


def _weigh(data: OpenSession, shop: Shop) -> tuple[Proof, Person | None, str]:
    """What the page says of its visitor, and what that is worth; of an outdated proof it is known whom it named."""
    if data.user is None:
        return Proof.NONE, None, ""
    try:
        person = services().identities.verify(read_claim(data.user), shop.id, shop.identity_version)
    except IdentityRefused as refusal:
        log("identity_refused", shop=shop.id, code=refusal.code)
        return Proof.REFUSED, Person(refusal.person_id) if refusal.person_id else None, refusal.code
    return Proof.VERIFIED if person.verified else Proof.UNVERIFIED, person, ""


def _context(data: OpenSession) -> dict[str, str]:
    """Where the visitor is, as far as the page and the browser say; agents see it."""
    said = {
        "page": _web_address(data.page),
        "referrer": _web_address(data.referrer),
        "time_zone": data.time_zone if is_time_zone(data.time_zone) else "",
        "name": one_line(data.name),
        "device": request.headers.get("User-Agent", "")[:DEVICE_CHARS],
        "consent": data.consent,
    }
    return {name: value for name, value in said.items() if value}


def _web_address(text: str) -> str:
    """An address of the web, without what might be secret in it; "" for anything else, and for what would deceive."""
    return plain_page(text) if text.isprintable() else ""
