"""Which device a login is for, and the last passkey question it answered."""

from typing import Any

from django.db import migrations, models
from django.db.models import F

import waystation.store.ids


def first_devices(apps: Any, _schema: Any) -> None:
    """Until now each member had one device, whose card's pseudonym is the member's."""
    apps.get_model("store", "Login").objects.update(device=F("holder"))


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.AddField(
            "login", "device", waystation.store.ids.Id(db_index=True, default=b"", editable=True, max_length=16)
        ),
        migrations.AddField("login", "last_challenge", models.BigIntegerField(default=0)),
        migrations.RunPython(first_devices, migrations.RunPython.noop),
    ]
