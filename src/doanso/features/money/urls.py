from django.urls import path

from doanso.features.money.views import advances, books, dues, keeping, printing

app_name = "money"
urlpatterns = [
    path("", books.index, name="index"),
    path("<str:code>/", books.overview, name="overview"),
    path("<str:code>/doan-phi/", dues.dues, name="dues"),
    path("<str:code>/doan-phi/thu/", dues.collect, name="collect"),
    path("<str:code>/doan-phi/mien/", dues.exempt, name="exempt"),
    path("<str:code>/doan-phi/mien/<int:pk>/huy/", dues.end_exemption, name="end_exemption"),
    path("<str:code>/doan-phi/thu-nhap/", dues.earning, name="earning"),
    path("<str:code>/doan-phi/nop/", dues.pass_up, name="pass_up"),
    path("<str:code>/doan-phi/nhan/", dues.receive, name="receive"),
    path("<str:code>/doan-phi/nhac/", dues.remind, name="remind"),
    path("<str:code>/doan-phi/danh-sach.xlsx", dues.export, name="dues_export"),
    path("<str:code>/doan-phi/bao-cao.pdf", printing.quarter, name="dues_report"),
    path("<str:code>/but-toan/<int:pk>/phieu.pdf", printing.voucher, name="voucher"),
    path("<str:code>/but-toan/<int:pk>/bien-lai.pdf", printing.receipts, name="receipts"),
    path("<str:code>/so/", books.book, name="book"),
    path("<str:code>/so/bang.xlsx", books.book_sheet, name="book_sheet"),
    path("<str:code>/can-doi/", books.trial, name="trial"),
    path("<str:code>/can-doi/bang.xlsx", books.trial_sheet, name="trial_sheet"),
    path("<str:code>/but-toan/<int:pk>/", books.entry, name="entry"),
    path("<str:code>/but-toan/<int:pk>/huy/", keeping.undo, name="undo"),
    path("<str:code>/tam-ung/", advances.advances, name="advances"),
    path("<str:code>/tam-ung/chi/", advances.pay, name="pay"),
    path("<str:code>/tam-ung/thu-lai/", advances.take_back, name="take_back"),
    path("<str:code>/tam-ung/<int:pk>/quyet-toan.pdf", advances.report, name="settlement"),
    path("<str:code>/tam-ung/<int:pk>/quyet-toan.xlsx", advances.report_sheet, name="settlement_sheet"),
    path("<str:code>/thu-chi/", keeping.record, name="record"),
    path("<str:code>/khoa-so/", keeping.periods, name="periods"),
]
