from django.urls import path

from doanso.blocks.questions.views import banks, exchange, questions, reviewing

app_name = "questions"
BANK, ONE = "<slug:bank>/", "<slug:bank>/cau/<str:code>/"
urlpatterns = [
    path("", banks.index, name="index"),
    path("moi/", banks.new, name="new_bank"),
    path(BANK, banks.bank, name="bank"),
    path(BANK + "sua/", banks.edit, name="edit_bank"),
    path(BANK + "chu-de/<slug:code>/", banks.topic, name="topic"),
    path(BANK + "them/", questions.new, name="new"),
    path(BANK + "gui-duyet/", banks.send, name="send_all"),
    path(BANK + "cho-duyet/", reviewing.queue, name="queue"),
    path(BANK + "duyet/", reviewing.accept_all, name="accept_all"),
    path(BANK + "can-xem-lai/", banks.problems, name="problems"),
    path(BANK + "nhap/", exchange.bring, name="bring"),
    path(BANK + "nhap/mau.xlsx", exchange.template, name="template"),
    path(BANK + "nhap/<int:pk>/", exchange.batch, name="batch"),
    path(BANK + "nhap/<int:pk>/tep/<int:number>/<slug:key>/", exchange.medium, name="batch_medium"),
    path(BANK + "nhap/<int:pk>/lay/", exchange.take, name="take"),
    path(BANK + "nhap/<int:pk>/bo/", exchange.leave, name="leave"),
    path(BANK + "xuat/", exchange.export, name="export"),
    path(BANK + "xuat/<slug:name>/", exchange.download, name="download"),
    path(ONE, questions.question, name="question"),
    path(ONE + "sua/", questions.edit, name="edit"),
    path(ONE + "gui-duyet/", reviewing.send, name="send"),
    path(ONE + "duyet/", reviewing.review, name="review"),
    path(ONE + "thoi-dung/", reviewing.retire, name="retire"),
    path(ONE + "dung-lai/", reviewing.take_up, name="take_up"),
    path(ONE + "dap-an/", questions.reveal, name="reveal"),
    path(ONE + "hinh/", questions.add_picture, name="add_picture"),
    path(ONE + "bo-hinh/", questions.remove_picture, name="remove_picture"),
    path(ONE + "hinh/<slug:key>/", questions.picture, name="picture"),
]
