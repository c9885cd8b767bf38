"""Suggested HS codes, and the versions of what was approved."""

from django.db import models
from django.db.models import Q


class Suggestion(models.Model):
    """What the words of a variant suggest; replaced when its text is read again.

    `read` is a fingerprint of the text, so that the same text is not read twice. `candidates` are
    the headings, best first, with their evidence; `asks` the traits that the text leaves open.
    """

    variant = models.OneToOneField("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    read = models.CharField(max_length=64)
    candidates = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    elsewhere = models.JSONField(default=list)
    confidence = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["confidence", "id"], name="suggestion_by_confidence")]


class Classification(models.Model):
    """A code that a person approved; insert-only, the highest version is the one in force."""

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    hs_code = models.CharField(max_length=6)
    national_codes = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=list)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["variant_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "version"], name="one_classification_per_version"
            ),
            models.CheckConstraint(
                condition=Q(hs_code__regex=r"^[0-9]{6}$"), name="hs_code_has_six_digits"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_start_at_one"),
        ]
