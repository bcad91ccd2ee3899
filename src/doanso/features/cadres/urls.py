from django.urls import path

from doanso.features.cadres.views import overview, terms

app_name = "cadres"
urlpatterns = [
    path("", overview.index, name="index"),
    path("bang.xlsx", overview.sheet, name="sheet"),
    path("nhiem-ky/", terms.index, name="terms"),
    path("nhiem-ky/moi/", terms.enter, name="enter_term"),
    path("nhiem-ky/<int:pk>/", terms.term, name="term"),
]
