"""What the parts of a product are called, and why they changed."""

from django.utils.translation import gettext_lazy, pgettext_lazy

PARTS = {
    "status": gettext_lazy("Status"),
    "brand": gettext_lazy("Brand"),
    "tags": gettext_lazy("Tags"),
    "hidden_in": gettext_lazy("Hidden in"),
    "hs_code": gettext_lazy("HS code"),
    "origin": gettext_lazy("Origin"),
    "price": gettext_lazy("Price"),
    "stock": gettext_lazy("Stock"),
    "title": gettext_lazy("Title"),
    "subtitle": gettext_lazy("Subtitle"),
    "description": gettext_lazy("Description"),
    "care": gettext_lazy("Care"),
    "warnings": gettext_lazy("Warnings"),
    "slug": pgettext_lazy("web", "Address"),
    "seo_title": gettext_lazy("Title for search engines"),
    "seo_description": gettext_lazy("Description for search engines"),
    "sku": gettext_lazy("SKU"),
    "gtin": gettext_lazy("GTIN"),
    "kind": gettext_lazy("Kind"),
    "categories": gettext_lazy("Categories"),
    "attributes": gettext_lazy("Properties"),
    "manufacturer": gettext_lazy("Manufacturer"),
    "manufacturer_contact": gettext_lazy("Manufacturer's contact"),
    "responsible_person": gettext_lazy("Responsible person"),
    "responsible_contact": gettext_lazy("Responsible person's contact"),
    "options": gettext_lazy("Options"),
    "position": gettext_lazy("Sequence"),
    "is_active": gettext_lazy("Sold"),
    "cost_minor": gettext_lazy("Cost, in the smallest unit"),
    "cost_currency": gettext_lazy("Currency of the cost"),
    "net_weight_g": gettext_lazy("Net weight, g"),
    "gross_weight_g": gettext_lazy("Gross weight, g"),
    "materials": gettext_lazy("Materials"),
    "customs_description": gettext_lazy("Description for customs"),
    "origin_of_text": gettext_lazy("Where the words come from"),
    "is_reviewed": gettext_lazy("Reviewed"),
    "pictures": gettext_lazy("Pictures"),
}
CAUSES = {
    "edited": gettext_lazy("by hand"),
    "created": gettext_lazy("by hand"),
    "import": gettext_lazy("from a file"),
    "bulk_edit": gettext_lazy("by a bulk edit"),
    "undo": gettext_lazy("by undoing a job"),
    "demo": gettext_lazy("demo data"),
    "api": gettext_lazy("by a program"),
}


def part_name(code: str) -> str:
    """What a part of a product is called."""
    return str(PARTS.get(code, code))


def cause_name(code: str) -> str:
    """Why something changed, in words."""
    return str(CAUSES.get(code, code))
