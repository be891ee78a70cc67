from django.db import migrations, models


class Migration(migrations.Migration):
    """``mailboxes`` has nine letters: SQLite kept it all the same, PostgreSQL refused."""

    dependencies = [
        ("door", "0003_exchange"),
    ]

    operations = [
        migrations.AlterField("known", "kind", models.CharField(max_length=16)),
    ]
