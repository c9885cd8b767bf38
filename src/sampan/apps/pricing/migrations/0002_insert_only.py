from django.db import migrations

from sampan.kernel.insert_only import InsertOnly


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial"), ("kernel", "0002_guards")]

    operations = [InsertOnly("pricing_pricechange", erasable=True)]
