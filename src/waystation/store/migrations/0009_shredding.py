from django.db import migrations, models

import waystation.store.ids


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_reference"),
    ]

    operations = [
        migrations.AddField(model_name="kept", name="sort", field=models.SmallIntegerField(default=0)),
        migrations.CreateModel(
            name="Belonging",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "thing", "circle", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("thing", waystation.store.ids.Id(editable=True, max_length=16)),
                ("circle", waystation.store.ids.Id(db_index=True, editable=True, max_length=16)),
                ("kind", models.CharField(max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name="Shred",
            fields=[
                (
                    "circle",
                    waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False),
                ),
                ("at", models.BigIntegerField(db_index=True)),
                ("order", waystation.store.ids.Id(editable=True, max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Shredded",
            fields=[
                (
                    "thing",
                    waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=8)),
                ("at", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False)),
                ("order", waystation.store.ids.Id(db_index=True, editable=True, max_length=16)),
                ("at", models.BigIntegerField()),
                ("signed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Motion",
            fields=[
                ("id", waystation.store.ids.Id(editable=True, max_length=16, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("sealed", waystation.store.ids.Sealed()),
            ],
        ),
    ]
