"""What visitors looked at and looked for; no row can be traced to a person."""

from django.db import models


class Activity(models.Model):
    """One view, search or click; no address, no cookie, no exact time: the hour is enough."""

    hour = models.DateTimeField()
    kind = models.CharField(max_length=24)
    market = models.CharField(max_length=24)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=120, blank=True)
    results = models.PositiveIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hour", "kind", "market", "language", "subject"], name="one_activity_row"
            )
        ]
