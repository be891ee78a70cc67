from django.db import migrations, models

import waystation.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_slips"),
    ]

    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField(db_index=True)),
                ("sealed", waystation.store.ids.Sealed(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("sealed", waystation.store.ids.Sealed(default=b"")),
            ],
        ),
    ]
