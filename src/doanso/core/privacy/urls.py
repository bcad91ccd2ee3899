from django.urls import path

from doanso.core.privacy.views import number, overseeing, own

app_name = "privacy"
urlpatterns = [
    path("toi/", own.mine, name="mine"),
    path("ban-sao/<int:pk>.<str:form>", own.copy, name="copy"),
    path("ai-da-xem/", own.viewings, name="own_viewings"),
    path("so-dinh-danh/<int:pk>/", number.show, name="number"),
    path("nhat-ky-xem/", overseeing.viewings, name="viewings"),
    path("thoi-han-luu/", overseeing.retention, name="retention"),
]
