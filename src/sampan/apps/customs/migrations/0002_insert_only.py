from django.db import migrations

from sampan.kernel.insert_only import InsertOnly


class Migration(migrations.Migration):
    dependencies = [("customs", "0001_initial"), ("kernel", "0002_guards")]

    operations = [InsertOnly("customs_classification", erasable=True)]
