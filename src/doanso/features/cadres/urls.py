from django.urls import path

from doanso.features.cadres.views import appraising, criteria, overview, people, planning, terms

app_name = "cadres"
urlpatterns = [
    path("", overview.index, name="index"),
    path("bang.xlsx", overview.sheet, name="sheet"),
    path("danh-sach/", people.index, name="people"),
    path("danh-sach/bang.xlsx", people.sheet, name="people_sheet"),
    path("nhiem-ky/", terms.index, name="terms"),
    path("nhiem-ky/moi/", terms.enter, name="enter_term"),
    path("nhiem-ky/<int:pk>/", terms.term, name="term"),
    path("cua-toi/", people.own, name="own"),
    path("nguoi/<int:pk>/", people.record, name="record"),
    path("nguoi/<int:pk>/dao-tao/", people.train, name="train"),
    path("dao-tao/<int:pk>/rut/", people.withdraw, name="withdraw"),
    path("danh-gia/", appraising.index, name="appraisals"),
    path("danh-gia/moi/<str:code>/<int:year>/", appraising.begin, name="begin"),
    path("danh-gia/con-thieu/", appraising.missing, name="missing"),
    path("tieu-chi/", criteria.index, name="criteria"),
    path("danh-gia/<int:pk>/", appraising.appraisal, name="appraisal"),
    path("quy-hoach/", planning.index, name="plans"),
    path("quy-hoach/moi/", planning.propose, name="propose"),
    path("quy-hoach/<int:pk>/", planning.plan, name="plan"),
]
