"""Every address of the house; each floor keeps its own."""

from django.urls import include, path

from bangkit import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("", include("forum.urls")),
    path("", include("plans.urls")),
    path("", include("meetings.urls")),
]
