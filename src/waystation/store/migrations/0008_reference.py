from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_alarms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("as_of", models.CharField(max_length=10)),
                ("source", models.CharField(max_length=300)),
                ("about", models.CharField(default="", max_length=300)),
                ("at", models.BigIntegerField()),
                ("content", models.BinaryField()),
            ],
        ),
    ]
