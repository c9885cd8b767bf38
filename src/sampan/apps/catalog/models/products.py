"""Products, their variants and their texts."""

from django.db import models
from django.db.models import Q

from sampan.apps.catalog.models.groups import Attribute, Brand, Category
from sampan.apps.catalog.models.media import Media


class Product(models.Model):
    """What is described; its texts stand in `ProductText`, one of them in `source_language`.

    `option_names` holds up to three names in the source language.
    """

    class Kind(models.TextChoices):
        """What delivery means for it."""

        GOODS = "goods"
        DIGITAL = "digital"
        SERVICE = "service"
        BUNDLE = "bundle"
        GROUP = "group"
        EXTERNAL = "external"

    class Status(models.TextChoices):
        """Whether shoppers may see it at all; markets may hide it on top."""

        DRAFT = "draft"
        ACTIVE = "active"
        ARCHIVED = "archived"

    handle = models.SlugField(unique=True, max_length=255, allow_unicode=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.GOODS)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    product_type = models.CharField(max_length=200, blank=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="products")
    source_language = models.CharField(max_length=12, default="en")
    option_names = models.JSONField(default=list)
    external_url = models.TextField(blank=True)
    external_label = models.CharField(max_length=120, blank=True)
    manufacturer = models.CharField(max_length=300, blank=True)
    manufacturer_contact = models.CharField(max_length=500, blank=True)
    responsible_person = models.CharField(max_length=300, blank=True)
    responsible_contact = models.CharField(max_length=500, blank=True)
    extra = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="product_newest")]

    def __str__(self) -> str:
        return self.handle


class ProductText(models.Model):
    """A product in one language; a machine's draft stays marked until somebody reviewed it."""

    class Origin(models.TextChoices):
        """Where the words come from."""

        TYPED = "typed"
        IMPORTED = "imported"
        MACHINE = "machine"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    slug = models.SlugField(max_length=255, allow_unicode=True)
    title = models.CharField(max_length=500)
    subtitle = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    care = models.TextField(blank=True)
    warnings = models.TextField(blank=True)
    seo_title = models.CharField(max_length=200, blank=True)
    seo_description = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.TYPED)
    is_reviewed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "language"], name="one_product_text"),
            models.UniqueConstraint(fields=["language", "slug"], name="one_product_per_slug"),
        ]


class Variant(models.Model):
    """What is stocked, priced and shipped; known by its SKU, or by product and options."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=120, unique=True, null=True)
    option1 = models.CharField(max_length=200, blank=True)
    option2 = models.CharField(max_length=200, blank=True)
    option3 = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    swatch = models.CharField(max_length=7, blank=True)
    picture = models.ForeignKey(Media, on_delete=models.SET_NULL, null=True, related_name="+")
    gtin = models.CharField(max_length=14, blank=True)
    manufacturer_id = models.CharField(max_length=70, blank=True)
    cost_minor = models.BigIntegerField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    tracks_stock = models.BooleanField(default=True)
    sells_without_stock = models.BooleanField(default=False)
    needs_shipping = models.BooleanField(default=True)
    is_taxable = models.BooleanField(default=True)
    hs_code = models.CharField(max_length=6, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    customs_description = models.CharField(max_length=300, blank=True)
    materials = models.CharField(max_length=300, blank=True)
    net_weight_g = models.PositiveIntegerField(null=True)
    gross_weight_g = models.PositiveIntegerField(null=True)
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)
    has_battery = models.BooleanField(null=True)
    hazard = models.CharField(max_length=120, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "option1", "option2", "option3"], name="one_variant_per_options"
            ),
            models.CheckConstraint(
                condition=Q(cost_minor=None) | Q(cost_minor__gte=0), name="cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.sku or f"{self.product_id}/{self.option1}/{self.option2}/{self.option3}"


class ProductCategory(models.Model):
    """A product stands in categories; position 0 is its main one."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="placements")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="placements")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["product", "category"], name="one_placement")
        ]


class ProductTag(models.Model):
    """A free word that the owner sorts products by."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="one_tag")]


class ProductAttribute(models.Model):
    """A typed value; numbers are in the attribute's unit, texts in the source language."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    boolean = models.BooleanField(null=True)

    class Meta:
        ordering = ["attribute__position", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute", "position"], name="one_attribute_value"
            )
        ]


class BundlePart(models.Model):
    """A bundle's variant consumes so many units of another variant."""

    bundle = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "part"], name="one_bundle_part"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="bundle_part_at_least_one"),
        ]


class GroupMember(models.Model):
    """A group shows other products together; each is bought by itself."""

    group = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="one_group_member")]


class HiddenInMarket(models.Model):
    """An active product that one market must not see."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="hidden_in")
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "market"], name="one_hiding")]
