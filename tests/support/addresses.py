"""Every address of the product with a sample of its arguments, and who may open it. `{name}` stands in `busy.at`.

A new page is entered here, or tests/test_access.py fails.
"""

from dataclasses import dataclass
from typing import Any

from tests.support.archive_addresses import ARCHIVES
from tests.support.book_addresses import BOOKS
from tests.support.cadre_addresses import CADRES
from tests.support.contest_addresses import KEEPERS, OPEN
from tests.support.counter_addresses import COUNTER
from tests.support.draft_addresses import DRAFTS
from tests.support.open_addresses import OWN
from tests.support.open_addresses import PUBLIC as OPEN_PAGES
from tests.support.pair_addresses import ADDRESSES as PAIRS
from tests.support.role_addresses import ADDRESSES as ROLES
from tests.support.staff_addresses import STAFF
from tests.support.waiting_addresses import WAITING


@dataclass(frozen=True)
class Guarded:
    """For `by` alone, who gets `get` and may send `post`. `refusal` is for others who are signed in, `visitor` for who
    is not: 302 asks to sign in. `readers` may look, but not do anything."""

    path: str
    by: str = "desk_officer"
    refusal: tuple[int, ...] = (404,)
    get: int = 200
    post: dict[str, Any] | None = None
    visitor: int = 302
    readers: tuple[str, ...] = ()


PUBLIC = {**OPEN_PAGES, **OPEN}
DOSSIER, LATE, VOTE, OFFICE = "/ho-so/{dossier}/", "/ho-so/{late}/", "/ho-so/{vote}/", "?don-vi={desk}"
PERSON, HIDDEN = "/quan-tri/nguoi/{officer}/", (403, 404)
PROGRAMS = "/quan-tri/api/"
OWN_PROCEDURES = "/quan-tri/thu-tuc/"
MOVES = OWN_PROCEDURES + "T-7/chuyen-phien-ban/"
IMPORT, MEMBERS = "/nhap-lieu/{import}/", "/nhap-lieu/gui/members.register/"
ADMINS = ("next_door",)  # looks after another office
FUTURE = {"ngay": "2040-01-04"}
CLERK = {"role": "cong_chuc_linh_vuc", "since": "{day}"}
GUARDED = [
    Guarded(DOSSIER),
    Guarded(DOSSIER + "buoc/{step}/", get=405, post={"action": "forward"}),
    Guarded(DOSSIER + "buoc/{step}/nhan/", get=405, post={}),
    Guarded(LATE + "buoc/{late_step}/giao/", get=405, post={"to": "{second}"}),
    Guarded("/ho-so/{fill}/buoc/{fill_step}/bieu-mau/", post={"_draft": "{fill_draft}", "_go": "save"}),
    Guarded(LATE + "buoc/{late_step}/nhan/", get=405, post={"release": "1"}),
    Guarded(VOTE + "buoc/{vote_step}/phieu/", "secretary", get=405, post={"choice": "for"}),
    Guarded(
        VOTE + "buoc/{vote_step}/kiem-phieu/",
        "secretary",
        get=405,
        post={"on_paper": "on", "present": "5", "votes_for": "5"},
    ),
    Guarded(DOSSIER + "y-kien/", get=405, post={"text": "Nhận xét"}),
    Guarded(LATE + "hen-lai/", post={"new_date": "2040-01-04T10:00", "reason": "Quá tải"}),
    Guarded(DOSSIER + "giay/{paper}.pdf"),
    Guarded(DOSSIER + "phieu/phieu-kiem-soat.pdf", get=405, post={}),
    Guarded(DOSSIER + "ket-qua.pdf"),
    Guarded(DOSSIER + "ket-qua.docx"),
    Guarded(DOSSIER + "tep/{file}/"),
    Guarded("/ho-so/hang-loat/", refusal=(302,), get=405, post={"code": "{dossier}"}),
    Guarded("/tiep-nhan/T-1/", refusal=(403,), post={"_draft": "{counter_draft}", "_go": "save"}),
    Guarded("/tiep-nhan/T-1/{counter_draft}/", refusal=(403,)),
    Guarded("/thu-tuc/T-1/nop/{draft}/", visitor=404),
    Guarded("/thu-tuc/T-1/nop/{draft}/to-khai.pdf", visitor=404),
    Guarded("/viec/{late_item}/nhan/", get=405, post={}),
    Guarded("/viec/{item}/tra-lai/", get=405, post={}),
    Guarded("/q/quan-ly/{link}/thu-hoi/", "head", post={}),
    Guarded("/thong-bao/{note}/mo/", refusal=(403,), get=405, post={}),
    Guarded("/du-lieu-ca-nhan/cua-toi/{consent}/rut/", post={}),
    Guarded("/du-lieu-ca-nhan/nhat-ky-xem/", "keeper", (403,)),
    Guarded("/du-lieu-ca-nhan/ban-sao/{copy}.json"),
    Guarded("/du-lieu-ca-nhan/so-dinh-danh/{clerk}/", "keeper", get=405, post={"why": "Đối chiếu khi cấp thẻ"}),
    Guarded("/du-lieu-ca-nhan/thoi-han-luu/", "keeper", (403,)),
    Guarded("/don-vi/uy-quyen/{lent}/thu-hoi/", get=405, post={}),
    Guarded("/tai-khoan/bao-mat/webauthn/keys/{passkey}/remove/", post={}),
    Guarded("/tai-khoan/bao-mat/webauthn/keys/{passkey}/edit/", post={"name": "Khóa mới"}),
    Guarded("/lich-lam-viec/ngay/" + OFFICE, "head", (403,), post={"day": "2034-01-04", "kind": "holiday", "name": "N",
                                                                 "seen": "0"}),
    Guarded("/lich-lam-viec/ngay/xoa/" + OFFICE + "&ngay={day}", "head", (403,), get=405, post={"seen": "1"}),
    Guarded("/lich-lam-viec/gio/" + OFFICE, "head", (403,), post={"valid_from": "2034-01-04", "seen": "0",
                                                                "day_0": "07:00-11:00"}),
    Guarded("/lich-lam-viec/gio/xoa/" + OFFICE + "&ngay={day}", "head", (403,), get=405, post={"seen": "2"}),
    Guarded("/lich-lam-viec/nhap/" + OFFICE, "head", (403,)),
    Guarded("/van-ban/" + OFFICE, "admin", (403,)),
    Guarded("/van-ban/mau/quyet_dinh/?don-vi={commune}", "admin", (403,)),
    Guarded("/van-ban/mau/quyet_dinh/tai-ve.docx" + OFFICE, "admin", (403,)),
    Guarded("/van-ban/mau/quyet_dinh/thu.docx" + OFFICE, "admin", (403,)),
    Guarded("/van-ban/mau/quyet_dinh/xoa/?don-vi={commune}", "admin", (403,), post={}),
    Guarded("/van-ban/so/quyet_dinh/?don-vi={commune}", "developer", (403,)),
    Guarded("/doan-vien/{member}/", "secretary"),
    Guarded("/doan-vien/{member}/so-doan-vien.pdf", "secretary"),
    Guarded(
        "/doan-vien/{member}/ghi-nhan/",
        "secretary",
        get=405,
        post={"mark": "language", "text": "Tiếng Anh B1", "evidence": "Chứng chỉ số 12"},
    ),
    *(Guarded(path, by, **more) for path, by, more in BOOKS),
    *(Guarded(path, by, **more) for path, by, more in STAFF),
    *(Guarded(path, **more) for path, more in WAITING),
    *(Guarded(path, "head", **more) for path, more in ARCHIVES),
    *(Guarded(path, **more) for path, more in COUNTER),
    *(Guarded(path, "base_secretary", **more) for path, more in PAIRS),
    *(Guarded(path, by, **more) for path, by, more in CADRES),
    *(Guarded(path, by, **more) for path, by, more in KEEPERS),
    Guarded("/bao-cao/06/bang.xlsx?don_vi={desk}", "head", (403, 409)),
    Guarded("/bao-cao/07/bang.xlsx?don_vi={desk}", "head", (403, 409)),
    Guarded("/giao-dien/", "developer", visitor=404),
    Guarded(
        "/ho-so/{more}/bo-sung/",
        post={"who": "Quàng Văn Kín", "at": "{minute}", "items": "Giấy khai sinh"},
    ),
    Guarded("/ho-so/{more}/bo-sung/to-khai/", post={"_draft": "{desk_draft}", "_go": "save"}),
    Guarded(DOSSIER + "lien-ket/", post={}),
    Guarded("/soan-thao/", "head", (403,), readers=ADMINS),
    Guarded(
        "/soan-thao/moi/",
        "head",
        (403, 422),
        post={"name": "Thủ tục mới", "code": "T-MOI", "kind": "TTHC", "owner": "{desk}"},
        readers=ADMINS,
    ),
    Guarded("/soan-thao/sua/T-3/", "secretary", (403,), get=405, post={}),
    Guarded("/soan-thao/nhap/", "head", (403, 422), readers=ADMINS),
    Guarded(
        "/soan-thao/nhap/lay/",
        "head",
        (403, 422),
        get=405,
        post={"content": "{content}", "code": "T-TEP", "owner": "{desk}"},
    ),
    Guarded("/soan-thao/danh-muc/", "head", (403, 422), readers=ADMINS),
    Guarded("/soan-thao/danh-muc/tai-ve.xlsx", "head", (403,), readers=ADMINS),
    Guarded("/soan-thao/danh-muc/lay/", "head", (403, 409), get=405, post={"book": "{workbook}", "take": "T-BANG"}),
    Guarded("/soan-thao/giao/", "secretary", (403,), readers=ADMINS),
    Guarded(
        "/soan-thao/giao/moi/?don_vi=T-HL",
        "province_secretary",
        (403, 422),
        post={"title": "Phát động", "field": "Đoàn vụ", "due": "{due}", "to": "T-CS"},
    ),
    Guarded("/soan-thao/giao/{call}/", "province_secretary"),
    Guarded("/soan-thao/giao/{call}/nhac/", "province_secretary", get=405, post={}),
    Guarded("/soan-thao/giao/{call}/dong/", "province_secretary", get=405, post={}),
    Guarded("/soan-thao/duoc-giao/{share}/", "secretary"),
    Guarded("/soan-thao/duoc-giao/{share}/tra-loi/", "secretary", get=405, post={"with": "none", "reason": "Không có"}),
    *(Guarded(path, "head", **more) for path, more in DRAFTS),
    Guarded("/nhap-lieu/", "secretary", (403,), readers=ADMINS),
    Guarded("/nhap-lieu/cach-doc/", "secretary", (403,), readers=ADMINS),
    Guarded("/nhap-lieu/cach-doc/{mapping}/", "secretary", post={"name": "Sổ cũ"}),
    Guarded("/nhap-lieu/cach-doc/{mapping}/xoa/", "secretary", get=405, post={}),
    Guarded(MEMBERS + "?don-vi=T-CD", "secretary"),
    Guarded(MEMBERS + "mau.xlsx?don-vi=T-CD", "secretary"),
    Guarded(IMPORT, "secretary"),
    Guarded(
        IMPORT + "ghep-cot/",
        "secretary",
        post={"c0": "ho_ten", "c1": "ngay_sinh", "c2": "cccd", "c3": "chi_doan"},
    ),
    Guarded(IMPORT + "nghia-cua-tu/", "secretary", post={}),
    Guarded(IMPORT + "xac-nhan/", "secretary", get=405, post={}),
    Guarded(IMPORT + "bo/", "secretary", get=405, post={}),
    Guarded(IMPORT + "cac-dong.xlsx", "secretary"),
    Guarded(IMPORT + "tep/", "secretary"),
    Guarded("/quan-tri/", "admin", (403,), readers=ADMINS),
    Guarded("/quan-tri/nguoi/", "admin", (403,), readers=ADMINS),
    Guarded(
        "/quan-tri/nguoi/them/",
        "admin",
        (403, 422),
        post={"full_name": "Sùng A Mới", "phone": "0900000321", "unit": "{desk}", **CLERK},
        readers=ADMINS,
    ),
    Guarded(PERSON, "admin", HIDDEN),
    Guarded(
        PERSON + "sua/",
        "admin",
        HIDDEN,
        post={"full_name": "Đinh Trọng Sơn Hải", "seen_full_name": "Đinh Trọng Sơn"},
    ),
    Guarded("/quan-tri/don-vi/{idle}/ten/", "admin", (403,), post={"name": "Phòng Lưu trữ", "seen": "Phòng cũ"}),
    Guarded("/quan-tri/don-vi/{idle}/ket-thuc/", "admin", (403,), post={"last_day": "{day}"}),
    Guarded(
        "/quan-tri/don-vi/{idle}/sap-nhap/",
        "admin",
        (403,),
        post={"vao": "{desk}", "ngay": "2040-01-04", "seen": "{seen}"},
    ),
    Guarded("/quan-tri/don-vi/{idle}/giai-the/", "admin", (403,), post={"vao": "{desk}", **FUTURE, "seen": "{seen}"}),
    Guarded(
        "/quan-tri/don-vi/{idle}/chia-tach/",
        "admin",
        (403,),
        post={"ten_moi": "Phòng Một", "con_lai": "con", **FUTURE, "seen": "{seen_split}"},
    ),
    Guarded(
        "/quan-tri/don-vi/{idle}/hop-nhat/",
        "admin",
        (403,),
        post={"voi": "{alike}", "ten": "Phòng Một", **FUTURE, "seen": "{seen_union}"},
    ),
    Guarded(
        "/quan-tri/don-vi/{idle}/nang-cap/",
        "admin",
        (403,),
        post={"loai": "UBND", **FUTURE, "seen": "{seen_kind}"},
    ),
    Guarded(
        "/quan-tri/don-vi/{idle}/doi-ten/",
        "admin",
        (403,),
        post={"ten": "Phòng mới", **FUTURE, "seen": "{seen_name}"},
    ),
    Guarded(
        "/quan-tri/don-vi/{idle}/chuyen-cap-tren/",
        "developer",
        (403,),
        post={"cap_tren": "T-UB2", **FUTURE, "seen": "{seen_above}"},
    ),
    Guarded("/quan-tri/to-chuc/{change}/", "admin"),
    Guarded("/quan-tri/to-chuc/{change}/huy/", "admin", get=405, post={}),
    Guarded("/quan-tri/nguoi/{clerk}/tai-khoan/", "admin", HIDDEN, get=405, post={"email": "clerk@example.vn"}),
    Guarded(PERSON + "tai-khoan/lien-ket/", "admin", HIDDEN, get=405, post={}),
    Guarded(PERSON + "tai-khoan/khoa/", "admin", HIDDEN, post={}),
    Guarded(PERSON + "vai-tro/", "admin", HIDDEN, get=405, post={"unit": "{commune}", **CLERK}),
    Guarded(PERSON + "vai-tro/{seat}/thoi/", "admin", HIDDEN, post={"last_day": "{day}"}),
    Guarded(
        "/quan-tri/don-vi/them/",
        "admin",
        (403, 422),
        post={"parent": "{commune}", "type": "PHONG", "name": "Phòng mới", "code": "T-MOI", "valid_from": "{day}"},
        readers=ADMINS,
    ),
    *(Guarded(path, "developer", (403,), **more) for path, more in ROLES),
    Guarded(
        "/quan-tri/loai-don-vi/",
        "developer",
        (403,),
        post={"code": "TO", "name": "Tổ", "tree": "cq", "rank": "9"},
        readers=ADMINS,
    ),
    Guarded(
        "/quan-tri/loai-don-vi/UBND/",
        "developer",
        (403,),
        post={"name": "Ủy ban", "rank": "1"},
        readers=ADMINS,
    ),
    Guarded(OWN_PROCEDURES, "head", (403,), readers=ADMINS),
    Guarded(OWN_PROCEDURES + "T-7/ra-soat/", "head", post={}),
    Guarded(MOVES, "head", post={"code": "{to_move}"}),
    Guarded(MOVES + "{planned}/", "head"),
    Guarded(MOVES + "{planned}/chuyen/", "head", get=405, post={}),
    Guarded(MOVES + "{planned}/bo/", "head", get=405, post={}),
    Guarded(MOVES + "{moved}/chuyen-lai/", "head", get=405, post={}),
    Guarded(PROGRAMS, "admin", (403,), readers=ADMINS),
    Guarded(
        PROGRAMS + "them/",
        "admin",
        (403, 422),
        post={"name": "Cổng mới", "unit": "{desk}", "scopes": "read"},
        readers=ADMINS,
    ),
    Guarded(PROGRAMS + "{program}/", "admin", HIDDEN),
    Guarded(PROGRAMS + "{program}/webhook/", "admin", HIDDEN, get=405, post={"url": "https://example.vn/nghe"}),
    Guarded(PROGRAMS + "{program}/ma-moi/", "admin", HIDDEN, post={}),
    Guarded(PROGRAMS + "{program}/thu-hoi/", "admin", HIDDEN, post={}),
]  # fmt: skip

# Whoever has the key may, an applicant without account: what they send.
PRIVATE = "/cua-toi/{tracking}/{key}/"
LINKS: dict[str, dict[str, str]] = {
    PRIVATE: {},
    PRIVATE + "rut/": {"comment": ""},
    PRIVATE + "dong-y/": {},
    PRIVATE + "danh-gia/": {"score": "5"},
    PRIVATE + "giay/0.pdf": {},
    PRIVATE + "ket-qua.pdf": {},
    PRIVATE + "tep/{file}/": {},
    "/cua-toi/{more_tracking}/{more_key}/bo-sung/": {"_go": "save"},
    "/cua-toi/{own_tracking}/{own_key}/buoc/{own_step}/": {"comment": ""},
}

__all__ = ["GUARDED", "LINKS", "OWN", "PUBLIC", "Guarded"]
