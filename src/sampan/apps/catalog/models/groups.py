"""What products share: brands, the category tree, attributes, and words that repeat."""

from django.db import models


class Brand(models.Model):
    """A brand, by its name."""

    handle = models.SlugField(unique=True, max_length=120, allow_unicode=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A node of the category tree; `path` is the handles from the root, each ended by a slash."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    handle = models.SlugField(max_length=120, allow_unicode=True)
    path = models.CharField(max_length=600, unique=True)
    picture = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "path"]

    def __str__(self) -> str:
        return self.path


class CategoryText(models.Model):
    """A category in one language."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    slug = models.SlugField(max_length=120, allow_unicode=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    seo_title = models.CharField(max_length=200, blank=True)
    seo_description = models.CharField(max_length=320, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "language"], name="one_category_text"),
            models.UniqueConstraint(fields=["language", "slug"], name="one_category_per_slug"),
        ]


class Attribute(models.Model):
    """A typed property that products may have; facets are those that shoppers filter by."""

    class Kind(models.TextChoices):
        """How values are stored and compared."""

        TEXT = "text"
        CHOICE = "choice"
        NUMBER = "number"
        BOOLEAN = "boolean"

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    unit = models.CharField(max_length=16, blank=True)
    is_facet = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class Term(models.Model):
    """A word that repeats over products (an option's name, a color), in another language."""

    source = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "language"], name="one_term")]


class SavedView(models.Model):
    """A named filter of the Products grid, shown as a tab."""

    name = models.CharField(max_length=60, unique=True)
    query = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
