from django.urls import include, path, re_path

from doanso.core.units.views import configuration, delegations, people, reorganising, roles, trees

app_name = "units"
public = [
    path("", trees.index, name="index"),
    path("uy-quyen/", delegations.index, name="delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", delegations.revoke, name="revoke"),
    re_path(r"^(?P<code>[\w.\-]{1,30})/$", trees.unit, name="unit"),
]
administration = [
    path("", configuration.index, name="administration"),
    path("gioi-thieu/", configuration.introduce, name="introduce"),
    path("nguoi/", people.index, name="people"),
    path("nguoi/them/", people.add, name="add_person"),
    path("nguoi/<int:pk>/", people.person, name="person"),
    path("nguoi/<int:pk>/sua/", people.correct, name="correct_person"),
    path("nguoi/<int:pk>/tai-khoan/", people.create_account, name="create_account"),
    path("nguoi/<int:pk>/tai-khoan/lien-ket/", people.link, name="password_link"),
    path("nguoi/<int:pk>/tai-khoan/<slug:action>/", people.act, name="account_action"),
    path("nguoi/<int:pk>/vai-tro/", people.give_role, name="give_role"),
    path("nguoi/<int:pk>/vai-tro/<int:seat>/thoi/", people.take_role, name="take_role"),
    path("don-vi/them/", configuration.add_unit, name="add_unit"),
    re_path(r"^don-vi/(?P<code>[\w.\-]{1,30})/ten/$", reorganising.rename, name="rename_unit"),
    re_path(r"^don-vi/(?P<code>[\w.\-]{1,30})/ket-thuc/$", reorganising.end, name="end_unit"),
    path("vai-tro/", configuration.roles, name="roles"),
    path("vai-tro/them/", configuration.add_role, name="add_role"),
    path("vai-tro/<slug:code>/", configuration.role, name="role"),
    path("vai-tro/<slug:code>/ten/", roles.rename, name="rename_role"),
    path("vai-tro/<slug:code>/nguoi-thay/", roles.stand_ins, name="stand_ins"),
    path("loai-don-vi/", configuration.types, name="types"),
    path("loai-don-vi/<str:code>/", configuration.type_, name="type"),
]
urlpatterns = [path("don-vi/", include(public)), path("quan-tri/", include(administration))]
