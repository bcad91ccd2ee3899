"""Sign-in and one's own account. The library's views under our addresses; what we do not offer has none."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path

from doanso.core.accounts import views

own = [
    path("", views.profile, name="profile"),
    path("ngon-ngu/", views.language, name="language"),
    path("phien/tat-ca/", views.sign_out_everywhere, name="sign_out_everywhere"),
]

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("dang-nhap/huy/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("dang-nhap/loi/", social.login_error, name="socialaccount_login_error"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("dang-ky/", account.signup, name="account_signup"),
    path("dang-ky/lien-ket/", social.signup, name="socialaccount_signup"),
    path("quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui/", account.password_reset_done, name="account_reset_password_done"),
    path("quen-mat-khau/xong/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("tai-khoan/", include((own, "accounts"))),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/mat-khau/", account.password_change, name="account_change_password"),
    path("tai-khoan/mat-khau/dat/", account.password_set, name="account_set_password"),
    path("tai-khoan/bi-khoa/", account.account_inactive, name="account_inactive"),
    path("tai-khoan/lien-ket/", social.connections, name="socialaccount_connections"),
    path("tai-khoan/phien/", sessions.list_usersessions, name="usersessions_list"),
    path("tai-khoan/bao-mat/", include("allauth.mfa.urls")),
]
