from django.contrib.auth.views import LogoutView
from django.urls import path

from forum.views import account, decree, jabatan, opd, person, region, session

app_name = "forum"

urlpatterns = [
    path("masuk/", session.Login.as_view(), name="login"),
    path("keluar/", LogoutView.as_view(), name="logout"),
    path("kata-sandi/", session.password_change, name="password_change"),
    path("kata-sandi/slip/", session.password_slip, name="password_slip"),
    path("akun/", account.account_list, name="account_list"),
    path("akun/baru/", account.account_create, name="account_create"),
    path("akun/<int:pk>/", account.account_detail, name="account_detail"),
    path("akun/<int:pk>/ubah/", account.account_edit, name="account_edit"),
    path("akun/<int:pk>/tutup/", account.account_close, name="account_close"),
    path("akun/<int:pk>/buka/", account.account_reopen, name="account_reopen"),
    path("akun/<int:pk>/slip/", account.account_slip, name="account_slip"),
    path("wilayah/", region.region_list, name="region_list"),
    path("kabupaten/", region.kabupaten_settings, name="kabupaten_settings"),
    path("opd/", opd.opd_list, name="opd_list"),
    path("opd/baru/", opd.opd_create, name="opd_create"),
    path("opd/<int:pk>/", opd.opd_detail, name="opd_detail"),
    path("opd/<int:pk>/ubah/", opd.opd_edit, name="opd_edit"),
    path("mitra/baru/", opd.partner_create, name="partner_create"),
    path("mitra/<int:pk>/ubah/", opd.partner_edit, name="partner_edit"),
    path("jabatan/", jabatan.jabatan_list, name="jabatan_list"),
    path("jabatan/baru/", jabatan.jabatan_create, name="jabatan_create"),
    path("jabatan/<int:pk>/", jabatan.jabatan_detail, name="jabatan_detail"),
    path("jabatan/<int:pk>/ubah/", jabatan.jabatan_edit, name="jabatan_edit"),
    path("jabatan/<int:pk>/pejabat/baru/", jabatan.incumbency_create, name="incumbency_create"),
    path("pejabat/<int:pk>/ubah/", jabatan.incumbency_edit, name="incumbency_edit"),
    path("pejabat/<int:pk>/akhiri/", jabatan.incumbency_end, name="incumbency_end"),
    path("orang/", person.person_list, name="person_list"),
    path("orang/baru/", person.person_create, name="person_create"),
    path("orang/<int:pk>/", person.person_detail, name="person_detail"),
    path("orang/<int:pk>/ubah/", person.person_edit, name="person_edit"),
    path("sk/", decree.decree_list, name="decree_list"),
    path("sk/baru/", decree.decree_create, name="decree_create"),
    path("sk/<int:pk>/", decree.decree_detail, name="decree_detail"),
    path("sk/<int:pk>/ubah/", decree.decree_edit, name="decree_edit"),
    path("sk/<int:pk>/anggota/baru/", decree.seat_create, name="seat_create"),
    path("anggota/<int:pk>/ubah/", decree.seat_edit, name="seat_edit"),
    path("anggota/<int:pk>/keluarkan/", decree.seat_remove, name="seat_remove"),
    path("keanggotaan/", decree.roster, name="roster"),
]
