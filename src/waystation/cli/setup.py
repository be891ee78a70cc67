"""Django, made ready for a command."""

import os


def ready(migrate: bool = True) -> None:
    """Loads Django with this installation's settings and brings its database up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.store.settings")
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        for database in ("default", "door"):
            call_command("migrate", database=database, verbosity=0, interactive=False)
