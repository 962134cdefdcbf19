"""The settings of the house in the field: log-ins that cost no time; all else as it is."""

from bangkit.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
