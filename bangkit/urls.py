"""Every address of the house; each floor keeps its own."""

from django.urls import include, path

from bangkit import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("bantuan/", views.help_index, name="help"),
    path("bantuan/<slug:slug>/", views.help_guide, name="help_guide"),
    path("antrean/", views.queue, name="queue"),
    path("gambaran/", views.overview, name="overview"),
    path("gambaran/laporan/", views.overview_pdf, name="overview_pdf"),
    path("gambaran/usulan/", views.overview_rows, name="overview_rows"),
    path("p/<str:code>/", views.public_kabupaten, name="public_kabupaten"),
    path("p/<str:code>/kecamatan/<str:place>/", views.public_kecamatan, name="public_kecamatan"),
    path("p/<str:code>/desa/<str:place>/", views.public_desa, name="public_desa"),
    path("arsip/", views.archive, name="archive"),
    path("arsip/<int:year>/susun/", views.archive_build, name="archive_build"),
    path("arsip/<int:year>/unduh/", views.archive_file, name="archive_file"),
    path("", include("forum.urls")),
    path("", include("plans.urls")),
    path("", include("meetings.urls")),
]
