from django.db import migrations, models

CACHE = 1  # lists of an earlier version lie there, without saying which part of a list they are


def forget(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("store", "Kept").objects.filter(sort=CACHE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_ended"),
    ]

    operations = [
        migrations.AddField("kept", "part", models.SmallIntegerField(default=None, null=True)),
        migrations.AddIndex(
            "kept",
            models.Index(fields=["part"], condition=models.Q(part__isnull=False), name="kept_parts"),
        ),
        migrations.AddField("shred", "part", models.SmallIntegerField(default=None, null=True)),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
