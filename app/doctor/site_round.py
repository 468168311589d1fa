"""The look at which sites may embed the chat, by the shops' lists and by what browsers are told; the rules judge."""

import asyncio

from app.doctor.finding import Finding
from app.doctor.site_rules import judge_embedding, judge_origins
from app.doctor.subject import Subject
from app.probe.visit import Visit

SHOPS = 20
"""How many shops' pages are fetched."""


async def look_at_sites(subject: Subject) -> list[Finding]:
    """Which sites may embed the chat."""
    return judge_origins(subject.shops.all(), subject.settings.allowed_origins)


async def look_at_embedding(subject: Subject, visit: Visit) -> list[Finding]:
    """Whether browsers will show each shop's page in its sites."""
    shops = subject.shops.all()[:SHOPS]
    pages = await asyncio.gather(*(visit.ask("GET", "/embed", params={"shop": shop.id}) for shop in shops))
    seen = {shop.id: page for shop, page in zip(shops, pages, strict=True)}
    return judge_embedding(seen, {shop.id: subject.shops.embedders(shop) for shop in shops})
