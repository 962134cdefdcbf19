from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Forum"

    def ready(self):
        # The log learns this app's sentences, the imports what it brings in by file.
        from forum import purposes, sentences  # noqa: F401
