"""Markets and the countries that belong to them."""

from django.db import models


class Market(models.Model):
    """Countries that share currencies, languages, tax display and a delivery term."""

    code = models.SlugField(unique=True, max_length=24)
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    languages = models.JSONField(default=list)
    currencies = models.JSONField(default=list)
    tax_included = models.BooleanField(default=True)
    incoterm = models.CharField(max_length=3, default="DDP")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class MarketCountry(models.Model):
    """A country belongs to one market at most; position 0 is the market's leading country."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(max_length=2, unique=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "country"]
