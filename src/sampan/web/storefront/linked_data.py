"""Facts about a page for machines, as schema.org names them (JSON-LD).

Source: schema.org 29.0; Google's merchant listing and breadcrumb documentation, read 2026-11-22.
Only what is known is said: a missing delivery time is left out, never guessed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sampan.domain.money import Money
from sampan.flows.show_product import ProductView
from sampan.flows.show_shop import Branch
from sampan.web.storefront import pictures
from sampan.web.storefront.visit import Visit

CONTEXT = "https://schema.org"
WITHIN_DAYS = "https://schema.org/MerchantReturnFiniteReturnWindow"

Facts = dict[str, Any]


def organization(asker: Visit) -> Facts:
    """Who sells here."""
    return {
        "@context": CONTEXT,
        "@type": "Organization",
        "@id": f"{asker.origin}/#organization",
        "name": asker.shop.name,
        "url": f"{asker.origin}/",
        "logo": f"{asker.origin}/icon-512.png",
    }


def website(asker: Visit) -> Facts:
    """The store and its search."""
    root = f"{asker.origin}/{asker.language}/"
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": asker.shop.name,
        "url": root,
        "inLanguage": asker.language,
        "publisher": {"@id": f"{asker.origin}/#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{root}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(asker: Visit, home: str, trail: Sequence[Branch], last: str = "") -> Facts:
    """The way from the first page to this one."""
    root = f"{asker.origin}/{asker.language}/"
    steps = [(home, root), *((one.name, f"{root}c/{one.slug}/") for one in trail)]
    if last:
        steps.append((last, ""))
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, **({"item": url} if url else {})}
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }


def product(asker: Visit, view: ProductView, names: Mapping[int, str]) -> Facts:
    """The product with an offer for each variant; several variants make a group."""
    sheet = view.found.sheet
    body = sheet.body
    url = f"{asker.origin}/{asker.language}/p/{sheet.slug}/"
    facts: Facts = {
        "@context": CONTEXT,
        "@type": "Product",
        "@id": f"{url}#product",
        "name": sheet.title,
        "url": url,
        "image": [asker.origin + pictures.url(one["file"]) for one in body["media"]],
    }
    if text := body.get("seo_description") or sheet.subtitle:
        facts["description"] = text
    if body["brand"]:
        facts["brand"] = {"@type": "Brand", "name": body["brand"]}
    shown = [
        one for one in body["variants"] if view.offer and str(one["id"]) in view.offer.variants
    ]
    if len(shown) == 1:
        return facts | _identity(shown[0]) | {"offers": _offer(asker, view, shown[0], url)}
    if shown:
        facts |= {
            "@type": "ProductGroup",
            "productGroupID": str(sheet.product_id),
            "hasVariant": [_variant(asker, view, one, names, url) for one in shown],
        }
    return facts


def _variant(
    asker: Visit, view: ProductView, row: Mapping[str, Any], names: Mapping[int, str], url: str
) -> Facts:
    own = f"{url}?variant={row['id']}"
    return {
        "@type": "Product",
        "name": f"{view.found.sheet.title}, {names[row['id']]}".rstrip(", "),
        **_identity(row),
        "offers": _offer(asker, view, row, own),
    }


def _identity(row: Mapping[str, Any]) -> Facts:
    named = {"sku": "sku", "gtin": "gtin", "mpn": "mpn"}
    return {theirs: row[ours] for ours, theirs in named.items() if row.get(ours)}


def _offer(asker: Visit, view: ProductView, row: Mapping[str, Any], url: str) -> Facts:
    place = asker.place
    assert place is not None and view.offer is not None
    minor = view.offer.variants[str(row["id"])][0]
    is_open, units = view.stock(row["id"])
    had = is_open or any(number > 0 for number in units.values())
    offer: Facts = {
        "@type": "Offer",
        "url": url,
        "price": Money(minor, place.currency).text,
        "priceCurrency": place.currency,
        "availability": f"{CONTEXT}/{'InStock' if had else 'OutOfStock'}",
        "itemCondition": f"{CONTEXT}/NewCondition",
        "seller": {"@id": f"{asker.origin}/#organization"},
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": Money(minor, place.currency).text,
            "priceCurrency": place.currency,
            "valueAddedTaxIncluded": place.market.tax_included,
        },
    }
    if row.get("ships"):
        offer["shippingDetails"] = _shipping(place.country, units)
        if returns := _returns(asker):
            offer["hasMerchantReturnPolicy"] = returns
    return offer


def _shipping(country: str, units: Mapping[str, int]) -> Facts:
    details: Facts = {
        "@type": "OfferShippingDetails",
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": country},
    }
    origins = sorted(one for one, number in units.items() if number > 0)
    if origins:
        origin = country if country in origins else origins[0]
        details["shippingOrigin"] = {"@type": "DefinedRegion", "addressCountry": origin}
    return details


def _returns(asker: Visit) -> Facts | None:
    """The return policy, where a number of days is promised or the law sets one."""
    days = asker.shop.days_to_return(asker.place) if asker.place else None
    if days is None or asker.place is None:
        return None
    policy: Facts = {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": asker.place.country,
        "returnPolicyCategory": WITHIN_DAYS,
        "merchantReturnDays": days,
        "returnMethod": "https://schema.org/ReturnByMail",
    }
    if stated := asker.shop.page("returns"):
        policy["merchantReturnLink"] = f"{asker.origin}/{asker.language}/pages/{stated.slug}/"
    return policy
