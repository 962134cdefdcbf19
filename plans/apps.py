from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self):
        # The forum learns this app's links and what it brings in by file, the log its sentences.
        from plans import imports, links, notices, sentences  # noqa: F401
