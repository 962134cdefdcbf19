from django.apps import AppConfig


class BangkitConfig(AppConfig):
    name = "bangkit"

    def ready(self):
        from bangkit import sentences  # noqa: F401
