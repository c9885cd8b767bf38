"""Pages of the shop and short words of its window, by language."""

from django.db import models


class Page(models.Model):
    """A content page; `group` is the column of the footer that links it, empty for none."""

    handle = models.SlugField(unique=True, max_length=60)
    group = models.CharField(max_length=24, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_published = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "handle"]

    def __str__(self) -> str:
        return self.handle


class PageText(models.Model):
    """A page in one language; the body is cleaned HTML."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    slug = models.SlugField(max_length=120, allow_unicode=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    seo_description = models.CharField(max_length=320, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "language"], name="one_page_text"),
            models.UniqueConstraint(fields=["language", "slug"], name="one_page_per_slug"),
        ]


class Words(models.Model):
    """Named short text of the window (hero line, promises) in one language."""

    name = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="one_wording")]
