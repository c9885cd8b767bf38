"""Tables of the search index, and what FTS5 or tsvector need beside them."""

import django.db.models.deletion
from typing import Any

from django.db import migrations, models
from sampan.apps.search.engine import ENGINES


def create(_apps: Any, editor: Any) -> None:
    for statement in ENGINES[editor.connection.vendor].create:
        editor.execute(statement)


def drop(_apps: Any, editor: Any) -> None:
    for statement in ENGINES[editor.connection.vendor].drop:
        editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("product_id", models.BigIntegerField(db_index=True)),
                ("language", models.CharField(max_length=12)),
                ("words", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("word", models.CharField(max_length=80)),
                ("written", models.CharField(max_length=80)),
                ("products", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="one_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="WordKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=12)),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="search.word",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="word_by_key")],
            },
        ),
        migrations.RunPython(create, drop),
    ]
