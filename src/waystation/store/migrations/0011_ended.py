from django.db import migrations, models

import waystation.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_barred"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ended",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "circle", "tag", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("circle", waystation.store.ids.Id(editable=True, max_length=16)),
                ("tag", waystation.store.ids.Id(editable=True, max_length=16)),
            ],
        ),
    ]
