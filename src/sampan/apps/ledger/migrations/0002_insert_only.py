from django.db import migrations

from sampan.kernel.insert_only import InsertOnly


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("kernel", "0002_guards")]

    operations = [InsertOnly("ledger_entry"), InsertOnly("ledger_posting")]
