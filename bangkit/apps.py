from django.apps import AppConfig


class BangkitConfig(AppConfig):
    name = "bangkit"
