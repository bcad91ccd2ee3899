"""The addresses. Each app brings its own; here only where they hang."""

from django.urls import include, path

urlpatterns = [
    path("tai-khoan/", include("allauth.urls")),
]
