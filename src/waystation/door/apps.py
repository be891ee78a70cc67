from django.apps import AppConfig


class Door(AppConfig):
    name = "waystation.door"
    label = "door"
