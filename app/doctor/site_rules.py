"""Whether the shops' sites may embed the chat, and browsers are told so; pure: the answers are handed in."""

from collections.abc import Mapping, Sequence

from app.doctor.finding import Finding, broken, ok, warn
from app.domain.shop import DEFAULT_ID, Shop
from app.probe.visit import Answer


def judge_origins(shops: Sequence[Shop], allowed: Sequence[str]) -> list[Finding]:
    """Whether each shop in use names the sites that may embed it; `allowed` may embed all."""
    used = [shop for shop in shops if shop.id != DEFAULT_ID or len(shops) == 1 or shop.origins]
    listed = {shop.id: (*allowed, *shop.origins) for shop in used}
    found = [warn("origins_none", shop=shop_id) for shop_id, origins in listed.items() if not origins]
    plain = {one: shop_id for shop_id, origins in listed.items() for one in origins if one.startswith("http://")}
    found += [
        warn("origins_plain", shop=shop_id, origin=origin, secure=f"https{origin[4:]}")
        for origin, shop_id in plain.items()
    ]
    return found or [ok("origins_good", sites=len({one for origins in listed.values() for one in origins}))]


def judge_embedding(seen: Mapping[str, Answer], wanted: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Whether browsers let each shop's sites (`wanted`, by shop) embed the chat, by the answers to its page."""
    found = [one for shop, answer in seen.items() if (one := _judge_frame(shop, answer, wanted[shop]))]
    return found or [ok("embedding_good")]


def _judge_frame(shop: str, seen: Answer, wanted: Sequence[str]) -> Finding | None:
    if seen.trouble or seen.status != 200:
        return broken("embedding_away", shop=shop, reason=seen.trouble or seen.status)
    if rule := seen.headers.get("x-frame-options"):
        return broken("embedding_refused", shop=shop, rule=rule)
    policies = seen.headers.get("content-security-policy", "").split(";")
    ancestors = [rule.split()[1:] for rule in policies if rule.split()[:1] == ["frame-ancestors"]]
    missing = [origin for origin in wanted if not ancestors or origin not in ancestors[0]]
    return broken("embedding_other", shop=shop, origins=" ".join(missing)) if missing or not ancestors else None
