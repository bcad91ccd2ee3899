"""One of each paper, with invented people, for tests to change."""

from datetime import date, datetime

from doanso.blocks.papers import desk
from doanso.blocks.papers.documents import UNION, Ballot, Decision, Minutes, Office, Signature, Verification
from doanso.lib.dates import VN


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


CHECK = Verification(url="https://so.example.vn/kiem-tra/ABCD2345", address="so.example.vn/kiem-tra/ABCD2345")
TRACK = Verification(url="https://so.example.vn/q/7K3M9QXA", address="so.example.vn/tra-cuu")
STATE_OFFICE = Office(name="Sở Nội vụ", superior="Ủy ban nhân dân tỉnh Hưng Lộc", place="Hưng Lộc")
UNION_OFFICE = Office(name="Ban Thường vụ", superior="Tỉnh đoàn Hưng Lộc", place="Hưng Lộc", family=UNION)
DECISION = Decision(
    office=STATE_OFFICE,
    number="08/QĐ-SNV",
    on=date(2026, 2, 5),
    abstract="Về việc công nhận sáng kiến năm 2025",
    decider="Giám đốc Sở Nội vụ",
    grounds=("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", "Theo đề nghị của Chánh Văn phòng;"),
    articles=(
        "Công nhận 12 sáng kiến cấp cơ sở.",
        "Văn phòng Sở cập nhật sáng kiến vào kho dữ liệu dùng chung.\nMỗi sáng kiến được theo dõi số lần áp dụng.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
    ),
    recipients=("Như Điều 3;", "Lưu: VT."),
    signature=Signature(authority="KT. Giám đốc", title="Phó Giám đốc", name="Nguyễn Thị Thiều Hương"),
    verification=CHECK,
)
UNION_DECISION = Decision(
    office=UNION_OFFICE,
    number="31-QĐ/TĐTN-BTC",
    on=date(2026, 11, 20),
    abstract="Về việc chuẩn y kết nạp đoàn viên",
    decider="Ban Thường vụ Tỉnh đoàn Hưng Lộc",
    grounds=("Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh",),
    articles=("Chuẩn y kết nạp ông Lò Văn Bình vào Đoàn TNCS Hồ Chí Minh.",),
    recipients=("Lưu: VP.",),
    signature=Signature(authority="TM. Ban Thường vụ", title="Bí thư", name="Trần Quốc Bảo"),
    verification=CHECK,
)
MINUTES = Minutes(
    office=Office(name="Chi đoàn Kiểm lâm", superior="Đoàn cơ sở Sở Nội vụ", place="Hưng Lộc", family=UNION),
    number="02-BB/CĐ",
    on=date(2026, 11, 20),
    abstract="Họp chi đoàn xét kết nạp đoàn viên",
    entitled=18,
    present=16,
    quorum="ít nhất 2/3 đoàn viên có mặt",
    chair="Trần Quốc Bảo",
    secretary="Nguyễn Thị Ánh Tuyết",
    began="14 giờ 00, ngày 20/11/2026",
    ended="lúc 15 giờ 30 cùng ngày",
    venue="Phòng họp số 2",
    agenda=("Nghe giới thiệu về ông Lò Văn Bình",),
    opinions=("Ông Bình tích cực tham gia tình nguyện",),
    ballots=(
        Ballot(subject="Kết nạp ông Lò Văn Bình", votes_for=13, votes_against=2, votes_blank=1, adopted=True),
        Ballot(subject="Dời ngày lễ kết nạp", votes_for=5, votes_against=11, votes_blank=0, adopted=False),
    ),
    conclusion="Chi đoàn đề nghị chuẩn y kết nạp ông Lò Văn Bình",
)
DESK = Office(
    name="Trung tâm Phục vụ hành chính công",
    superior="Ủy ban nhân dân phường Trung Lộc",
    place="Trung Lộc",
    phone="0900 000 001",
)
CASE = desk.Case(
    code="H41.01-261120-0007",
    procedure="Đăng ký kết hôn",
    procedure_code="1.000894",
    applicant="Lò Thị Mai Anh",
    address="Tổ 3, phường Trung Lộc",
    phone="0900 000 123",
    channel="Trực tiếp",
)
COMMON = {
    "office": DESK,
    "case": CASE,
    "issued_at": at(15, 20),
    "officer": "Phạm Thị Hạnh",
    "track": TRACK,
    "tracking": "K7M9-XQ2A",
}
ITEMS = (
    desk.Item(name="Tờ khai đăng ký kết hôn", originals=1),
    desk.Item(name="Giấy xác nhận tình trạng hôn nhân", originals=1, copies=2, note="Bản sao có chứng thực"),
)
RECEIPT = desk.Receipt(
    **COMMON,
    items=ITEMS,
    received_at=at(15, 18),
    due_at=at(16, 30, day=23),
    time_limit="01 ngày làm việc",
    fee="Miễn lệ phí",
    result_at="Nhận tại quầy số 2",
)
SUPPLEMENT = desk.Supplement(
    **COMMON,
    requests=(("Tờ khai", "Ghi đủ ngày sinh của bên nữ"),),
    reason="Hồ sơ chưa đủ thông tin",
    until=date(2026, 12, 5),
)
SUPPLEMENTED = desk.Supplemented(
    **COMMON,
    brought_by="Lò Văn Bình",
    brought_at=at(15, 18),
    counts_from=at(7, 30, day=23),
    items=("Bản sao giấy khai sinh",),
)
REFUSAL = desk.Refusal(
    **COMMON,
    reasons=("Bên nam chưa đủ 20 tuổi tại ngày nộp hồ sơ.",),
    legal="Điều 8 Luật Hôn nhân và gia đình năm 2014",
    advice="Nộp lại khi đủ điều kiện về tuổi",
)
APOLOGY = desk.Apology(
    **COMMON,
    received_at=at(15, 18),
    promised_at=at(16, 30, day=23),
    new_due_at=at(9, 0, day=26),
    reason="phải xác minh thêm tại nơi cư trú trước đây",
    signature=Signature(title="Giám đốc", name="Hoàng Văn Dũng"),
)
CONTROL_SLIP = desk.ControlSlip(
    **COMMON,
    received_at=at(15, 18),
    due_at=at(16, 30, day=23),
    hops=(
        desk.Hop(giver="Bộ phận Một cửa", taker="Phòng Tư pháp", handed_at=at(15, 40), outcome="Đúng hạn"),
        desk.Hop(giver="Phòng Tư pháp", taker="Lãnh đạo phường", handed_at=at(9, 30, day=23), due_at=at(11, day=23)),
    ),
)
ENTRY = desk.Entry(
    code="H41.01-261120-0007",
    procedure="Đăng ký kết hôn",
    applicant="Lò Thị Mai Anh",
    address="Tổ 3",
    received_at=at(15, 18),
    due_at=at(16, 30, day=23),
    channel="Trực tuyến",
)
REGISTER = desk.Register(
    office=DESK, first=date(2026, 11, 1), last=date(2026, 11, 30), entries=(ENTRY,), printed_at=at(8, day=30)
)
COVER_SHEET = desk.CoverSheet(
    **COMMON,
    scan=Verification(url="https://so.example.vn/q/CDEF2345", address="so.example.vn/q/CDEF2345"),
    items=ITEMS,
    received_at=at(15, 18),
    due_at=at(16, 30, day=23),
)
ANSWERS_COPY = desk.AnswersCopy(
    **COMMON,
    submitted_at=at(15, 18),
    sections=(
        desk.Section(title="Bên nam", rows=(("Họ và tên", "Đinh Văn Khôi"), ("Tên gọi khác", ""))),
        desk.Section(
            title="Kinh phí",
            tables=(
                (
                    "Chi tiết",
                    desk.Table(
                        header=("STT", "Nội dung", "Số tiền"),
                        rows=(("1", "Thuê hội trường", "2.500.000"),),
                        footer=("", "Cộng", "2.500.000"),
                        numeric=(2,),
                    ),
                ),
            ),
        ),
    ),
    files=("to-khai.pdf",),
)
