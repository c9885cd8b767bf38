"""The window's read model: written by one flow, read by every store page.

Rows name products and categories by id without foreign keys: they are derived, deleted and written
again as a whole, and `refresh_window` is their only author.
"""

from django.db import models


class Card(models.Model):
    """A product as a list shows it, whatever the language and the market.

    `newest` sorts: later products first, those of one moment in the order they were stored.
    `stock` holds for each variant id `[sells without stock, {country: units}]`. `missing` names the
    price lists in which there is no offer, so that tallies can be taken back as they were given.
    """

    product_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8)
    newest = models.BigIntegerField()
    is_new = models.BooleanField(default=False)
    is_available = models.BooleanField()
    picture = models.JSONField(null=True)
    swatches = models.JSONField(default=list)
    stock = models.JSONField(default=dict)
    missing = models.JSONField(default=list)


class Offer(models.Model):
    """What a product costs in one price list; without this row the market does not see it.

    `variants` holds for each variant id `[minor, lowest before a reduction, [[from, minor]...]]`.
    """

    product_id = models.BigIntegerField()
    price_list = models.CharField(max_length=40)
    newest = models.BigIntegerField()
    is_available = models.BooleanField()
    lowest_minor = models.BigIntegerField()
    highest_minor = models.BigIntegerField()
    former_minor = models.BigIntegerField(null=True)
    variants = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "product_id"], name="one_offer"),
        ]
        indexes = [
            models.Index(fields=["product_id"], name="offer_by_product"),
            models.Index(fields=["price_list", "-newest"], name="offer_newest"),
            models.Index(fields=["price_list", "lowest_minor", "-newest"], name="offer_cheapest"),
        ]


class Placement(models.Model):
    """A product stands in a category or in one below it."""

    category_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    newest = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category_id", "product_id"], name="one_window_place"),
        ]
        indexes = [
            models.Index(fields=["product_id"], name="window_place_by_product"),
            models.Index(fields=["category_id", "-newest"], name="window_place_newest"),
        ]


class Facet(models.Model):
    """A value that shoppers may narrow a list by: `a.<attribute>`, `o.<option>` or `brand`."""

    product_id = models.BigIntegerField()
    code = models.CharField(max_length=210)
    value = models.CharField(max_length=500)
    swatch = models.CharField(max_length=7, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "code", "value"], name="one_facet"),
        ]
        indexes = [models.Index(fields=["code", "value", "product_id"], name="facet_by_value")]


class Tally(models.Model):
    """How many products of a category have a value, as a sum of rows; a change is one more row.

    Rows without a price list count every product; rows with one are negative and take back those
    that have no offer in it. Category 0 is all goods. The code is a facet's, `stock` for what can
    be had, or empty for all products of the category. Nobody waits for anybody: rows are only
    added, and folded together now and then.
    """

    price_list = models.CharField(max_length=40, blank=True)
    category_id = models.BigIntegerField()
    code = models.CharField(max_length=210, blank=True)
    value = models.CharField(max_length=500, blank=True)
    swatch = models.CharField(max_length=7, blank=True)
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["category_id", "price_list"], name="tally_by_category")]


class Sheet(models.Model):
    """A product's page in one language; `body` is JSON that only the page itself reads.

    One sheet of each product is the fallback of languages that have none.
    """

    product_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    is_fallback = models.BooleanField()
    slug = models.CharField(max_length=255)
    title = models.CharField(max_length=500)
    subtitle = models.CharField(max_length=500, blank=True)
    alt = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "language"], name="one_sheet"),
            models.UniqueConstraint(fields=["slug", "language"], name="one_sheet_per_slug"),
        ]
        indexes = [
            models.Index(
                fields=["product_id"],
                condition=models.Q(is_fallback=True),
                name="fallback_sheet",
            ),
            models.Index(fields=["language", "product_id"], name="sheet_by_language"),
        ]
