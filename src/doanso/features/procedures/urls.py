from django.urls import path, register_converter

from doanso.features.procedures import converters
from doanso.features.procedures.views import applying, catalogue, clients, intake, officers, tracking, workload

register_converter(converters.Code, "code")
register_converter(converters.Token, "token")

app_name = "procedures"
urlpatterns = [
    path("thu-tuc/", catalogue.index, name="catalogue"),
    path("thu-tuc/<code:code>/", catalogue.guide, name="guide"),
    path("thu-tuc/<code:code>/ap-phich.<slug:kind>", catalogue.poster, name="poster"),
    path("thu-tuc/<code:code>/nop/", applying.apply, name="apply"),
    path("thu-tuc/<code:code>/nop/<token:token>/", applying.resume, name="resume"),
    path("tra-cuu/", tracking.track, name="track"),
    path("tra-cuu/mat-lien-ket/", tracking.lost, name="lost"),
    path("tra-cuu/lien-ket/<str:token>/", tracking.renew, name="renew_link"),
    path("cua-toi/", tracking.mine, name="mine"),
    path("cua-toi/<code:tracking>/<token:key>/", tracking.private, name="private"),
    path("cua-toi/<code:tracking>/<token:key>/bo-sung/", tracking.supplement, name="supplement"),
    path("cua-toi/<code:tracking>/<token:key>/rut/", tracking.withdraw, name="withdraw"),
    path("cua-toi/<code:tracking>/<token:key>/dong-y/", tracking.withdraw_consent, name="withdraw_consent"),
    path("cua-toi/<code:tracking>/<token:key>/danh-gia/", tracking.rate, name="rate"),
    path("cua-toi/<code:tracking>/<token:key>/giay/<int:pk>.pdf", tracking.paper, name="private_paper"),
    path("cua-toi/<code:tracking>/<token:key>/ket-qua.pdf", tracking.result, name="private_result"),
    path("cua-toi/<code:tracking>/<token:key>/buoc/<int:step>/", tracking.step, name="private_step"),
    path("cua-toi/<code:tracking>/<token:key>/tep/<token:token>/", tracking.file, name="private_file"),
    path("kiem-tra/<token:token>/", tracking.verify, name="verify"),
    path("ho-so/", officers.index, name="dossiers"),
    path("ho-so/xuat.xlsx", officers.export, name="export"),
    path("ho-so/hang-loat/", officers.bulk, name="bulk"),
    path("ho-so/so-theo-doi.pdf", officers.register, name="register"),
    path("ho-so/<code:code>/", officers.dossier, name="dossier"),
    path("ho-so/<code:code>/buoc/<int:step>/", officers.act, name="act"),
    path("ho-so/<code:code>/buoc/<int:step>/nhan/", officers.claim, name="claim"),
    path("ho-so/<code:code>/buoc/<int:step>/phieu/", officers.vote, name="vote"),
    path("ho-so/<code:code>/buoc/<int:step>/kiem-phieu/", officers.close_vote, name="close_vote"),
    path("ho-so/<code:code>/y-kien/", officers.comment, name="comment"),
    path("ho-so/<code:code>/bo-sung/", officers.supplement, name="brought"),
    path("ho-so/<code:code>/hen-lai/", officers.apologise, name="apologise"),
    path("ho-so/<code:code>/giay/<int:pk>.pdf", officers.paper, name="paper"),
    path("ho-so/<code:code>/phieu/<slug:kind>.pdf", officers.make_paper, name="make_paper"),
    path("ho-so/<code:code>/ket-qua.pdf", officers.result, name="result"),
    path("ho-so/<code:code>/ket-qua.docx", officers.word, name="word"),
    path("ho-so/<code:code>/tep/<token:token>/", officers.file, name="file"),
    path("tiep-nhan/", intake.index, name="intake"),
    path("tiep-nhan/<code:code>/", intake.receive, name="receive"),
    path("tiep-nhan/<code:code>/<str:token>/", intake.resume, name="receive_resume"),
    path("tien-do/", workload.index, name="workload"),
    path("quan-tri/api/", clients.index, name="clients"),
    path("quan-tri/api/them/", clients.add, name="add_client"),
    path("quan-tri/api/<int:pk>/", clients.client, name="client"),
    path("quan-tri/api/<int:pk>/webhook/", clients.webhook, name="client_webhook"),
    path("quan-tri/api/<int:pk>/ma-moi/", clients.renew, name="client_renew"),
    path("quan-tri/api/<int:pk>/thu-hoi/", clients.revoke, name="client_revoke"),
]
