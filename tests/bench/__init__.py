"""Slow proofs, one module each, run by ./dev bench NAME. Django is ready before a bench imports its models."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangkit.settings")
django.setup()
