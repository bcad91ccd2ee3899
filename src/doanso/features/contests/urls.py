from django.urls import URLPattern, path

from doanso.features.contests.views import hall, joining, organising, own_round, paper, publishing, rounds, setup

app_name = "contests"
urlpatterns: list[URLPattern] = [
    # everybody's and the entrants'
    path("cuoc-thi/", hall.index, name="hall"),
    path("cuoc-thi/<slug:code>/", hall.contest, name="contest"),
    path("cuoc-thi/<slug:code>/tham-gia/", joining.join, name="join"),
    path("cuoc-thi/<slug:code>/tham-gia/thu/<slug:token>/", joining.prove, name="prove"),
    path("cuoc-thi/<slug:code>/tham-gia/ma/", joining.code, name="code"),
    path("cuoc-thi/<slug:code>/tham-gia/don-vi/", joining.unit_names, name="unit_names"),
    path("cuoc-thi/<slug:code>/nhap-ma/", joining.enter, name="enter"),
    path("cuoc-thi/<slug:code>/nguoi-khac/", joining.leave, name="leave"),
    path("cuoc-thi/<slug:code>/dot-<int:number>/", own_round.own_round, name="round"),
    path("cuoc-thi/<slug:code>/dot-<int:number>/lam-bai/", paper.paper, name="paper"),
    path("cuoc-thi/<slug:code>/dot-<int:number>/lam-bai/mot-trang/", paper.plain, name="plain"),
    path("cuoc-thi/<slug:code>/dot-<int:number>/tep/<int:position>/<slug:key>/", paper.media, name="media"),
    path("cuoc-thi/<slug:code>/dot-<int:number>/xem-lai/<int:attempt>/", own_round.review, name="review"),
    # the organiser prepares
    path("cuoc-thi/<slug:code>/ap-phich.<str:kind>", publishing.poster, name="poster"),
    path("to-chuc-thi/", organising.index, name="organise"),
    path("to-chuc-thi/moi/", organising.new, name="organise_new"),
    path("to-chuc-thi/<slug:code>/", organising.contest, name="prepare"),
    path("to-chuc-thi/<slug:code>/xoa/", organising.discard, name="prepare_discard"),
    path("to-chuc-thi/<slug:code>/gioi-thieu/", setup.intro, name="prepare_intro"),
    path("to-chuc-thi/<slug:code>/phan/<slug:part>/", setup.part, name="prepare_part"),
    path("to-chuc-thi/<slug:code>/giai-thuong/", setup.prizes, name="prepare_prizes"),
    path("to-chuc-thi/<slug:code>/dot/", rounds.add, name="prepare_add_round"),
    path("to-chuc-thi/<slug:code>/dot-<int:number>/", rounds.change, name="prepare_round"),
    path("to-chuc-thi/<slug:code>/dot-<int:number>/xoa/", rounds.remove, name="prepare_remove_round"),
    path("to-chuc-thi/<slug:code>/dot-<int:number>/de/", rounds.lines, name="prepare_lines"),
    path("to-chuc-thi/<slug:code>/dot-<int:number>/de-mau/", rounds.sample, name="prepare_sample"),
    path("to-chuc-thi/<slug:code>/dot-<int:number>/doi-lich/", rounds.move, name="prepare_move"),
    path("to-chuc-thi/<slug:code>/cong-bo/", publishing.publish, name="prepare_publish"),
    path("to-chuc-thi/<slug:code>/huy/", publishing.call_off, name="prepare_call_off"),
]
