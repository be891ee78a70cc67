from django.db import migrations, models

import waystation.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_shredding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Barred",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "circle", "mark", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("circle", waystation.store.ids.Id(editable=True, max_length=16)),
                ("mark", waystation.store.ids.Id(db_index=True, editable=True, max_length=16)),
            ],
        ),
    ]
