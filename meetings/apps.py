from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self):
        # Lower floors learn this app's links and personal data, the log its sentences, Django its checks.
        from meetings import checks, links, notices, personal_data, sentences  # noqa: F401
