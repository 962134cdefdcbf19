from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self):
        from plans import sentences  # noqa: F401  the log learns this app's sentences
