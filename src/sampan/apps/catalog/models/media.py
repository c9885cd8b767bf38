"""Pictures and videos of products."""

from django.db import models


class Media(models.Model):
    """One picture or video; `widths` lists the smaller versions that exist.

    `file` is a path below the media folder, empty while only `source_url` is known.
    """

    class Kind(models.TextChoices):
        """What the file is."""

        PICTURE = "picture"
        VIDEO = "video"

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PICTURE)
    file = models.CharField(max_length=300, blank=True)
    source_url = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list)
    checksum = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]


class MediaText(models.Model):
    """What a picture shows, in one language, for who cannot see it."""

    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    alt = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["media", "language"], name="one_media_text")]
