from django.db import migrations, models

from sampan.kernel.insert_only import InsertOnly


class Migration(migrations.Migration):
    """Seals stand beside the audit rows; stamps are sums of rows. Nothing was released before."""

    dependencies = [("kernel", "0002_guards")]

    operations = [
        migrations.DeleteModel("AuditEntry"),
        migrations.DeleteModel("Stamp"),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=120)),
                ("changes", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "-id"], name="audit_by_subject")],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=models.PROTECT, related_name="seal", to="kernel.auditentry"
                    ),
                ),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=40)),
                ("value", models.BigIntegerField()),
            ],
        ),
        InsertOnly("kernel_auditentry"),
        InsertOnly("kernel_auditseal"),
    ]
