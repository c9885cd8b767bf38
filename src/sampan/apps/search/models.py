"""The search index of the store: one row a product and language, and the words it knows.

The terms themselves stand in what the database offers for them (`engine`): an FTS5 table beside
SQLite's row, a tsvector column in PostgreSQL's, both made by the migration.
"""

from django.db import models


class Document(models.Model):
    """A product in one language; the id sorts hits and holds the product's id (`engine.ids`).

    `words` maps what is completed and corrected to how it was written. `fingerprint` is that of
    what was indexed, so that the same again costs nothing.
    """

    id = models.BigIntegerField(primary_key=True)
    product_id = models.BigIntegerField(db_index=True)
    language = models.CharField(max_length=12)
    words = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=32)


class Word(models.Model):
    """A word of titles, brands, categories and attributes, and how many products use it."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=80)
    written = models.CharField(max_length=80)
    products = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_word")]


class WordKey(models.Model):
    """A word with letters left out: where misspelt words look it up."""

    key = models.CharField(max_length=12)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        indexes = [models.Index(fields=["key"], name="word_by_key")]
