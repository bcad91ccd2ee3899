from django.urls import path

from doanso.core.search import views

app_name = "search"
urlpatterns = [path("", views.index, name="index")]
