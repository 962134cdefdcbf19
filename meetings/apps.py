from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self):
        from meetings import links, sentences  # noqa: F401  lower floors learn this app's links, the log its sentences
