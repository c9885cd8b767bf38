"""Opening and changing markets."""

from datetime import datetime

from django.db import transaction

from sampan.apps.markets.models import Market as MarketRow
from sampan.apps.markets.models import MarketCountry
from sampan.domain.errors import Conflict
from sampan.domain.markets import Market
from sampan.kernel import audit, stamps


@transaction.atomic
def save_market(market: Market, *, position: int, actor: str, at: datetime) -> None:
    """Store a market with its countries, new or changed. Raises Conflict for a taken country."""
    taken = MarketCountry.objects.filter(country__in=market.countries).exclude(
        market__code=market.code
    )
    if other := taken.first():
        raise Conflict(field="countries", country=other.country)
    row, _ = MarketRow.objects.update_or_create(
        code=market.code,
        defaults={
            "name": market.name,
            "position": position,
            "languages": list(market.languages),
            "currencies": list(market.currencies),
            "tax_included": market.tax_included,
            "incoterm": str(market.incoterm),
        },
    )
    row.countries.all().delete()
    MarketCountry.objects.bulk_create(
        MarketCountry(market=row, country=country, position=index)
        for index, country in enumerate(market.countries)
    )
    _note("market.saved", market.code, actor, at)


@transaction.atomic
def set_open(code: str, *, is_open: bool, actor: str, at: datetime) -> None:
    """Open a market to shoppers, or close it without forgetting it."""
    MarketRow.objects.filter(code=code).update(is_open=is_open)
    _note("market.opened" if is_open else "market.closed", code, actor, at)


@transaction.atomic
def remove_market(code: str, *, actor: str, at: datetime) -> None:
    """Forget a market that no price list refers to any more."""
    MarketRow.objects.filter(code=code).delete()
    _note("market.removed", code, actor, at)


def _note(action: str, code: str, actor: str, at: datetime) -> None:
    stamps.bump("markets")
    audit.record(actor=actor, action=action, subject=f"market:{code}", at=at, changes={})
