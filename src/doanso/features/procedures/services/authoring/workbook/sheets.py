"""The sheets of a workbook and their columns. Their heads are Vietnamese: they are the format of a file."""

from dataclasses import dataclass

from doanso.features.procedures.services.authoring.workbook.cells import (
    Bound,
    Choice,
    Day,
    Keys,
    Legal,
    Limit,
    Lines,
    Options,
    Required,
    Text,
    Whole,
    YesNo,
)
from doanso.features.procedures.services.authoring.workbook.stepcells import (
    Actions,
    Barred,
    NotBy,
    Place,
    Time,
    Who,
)

CODE, TITLE, REST = "Mã thủ tục", "Thủ tục", "Dữ liệu khác (không sửa)"
UNIT, STATE, MARK = "Đơn vị", "Tình trạng", "Bản gốc (không sửa)"
GUIDE_SHEET, LISTS_SHEET = "Hướng dẫn", "Danh mục"


@dataclass(frozen=True)
class Column:
    """`name` is the way to the value in its row's object."""

    name: str
    head: str
    kind: Text
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """`parents`: heads of columns that say where a row belongs; the code of the procedure always comes first.

    `told` and `marks` are written for readers and looked for nowhere, or only if they are there.
    """

    title: str
    columns: tuple[Column, ...]
    parents: tuple[str, ...] = ()
    told: tuple[str, ...] = (TITLE,)
    marks: tuple[str, ...] = ()

    @property
    def heads(self) -> list[str]:
        return [CODE, *self.told, *self.parents, *(column.head for column in self.columns), *self.marks, REST]

    @property
    def needed(self) -> list[str]:
        """Without these columns a sheet cannot be read: an empty cell is a value too."""
        return [CODE, *self.parents, *(column.head for column in self.columns), REST]

    def head_of(self, name: str) -> str:
        """Of the column that holds this value; the last one for what has none."""
        return next((column.head for column in self.columns if column.name == name), REST)


FORM, PAGE, SECTION, PARENT = "Biểu mẫu của bước", "Thuộc trang", "Thuộc mục", "Thuộc bảng/nhóm"
PROCEDURES = Sheet(
    "Thủ tục",
    (
        Column("kind", "Loại thủ tục", Choice("kind"), 22),
        Column("guide.name", "Tên thủ tục", Text(""), 44),
        Column("guide.field", "Lĩnh vực", Text(""), 22),
        Column("guide.level", "Cấp giải quyết", Text("")),
        Column("guide.limit", "Thời hạn", Limit(""), 10),
        Column("guide.limit_unit", "Tính theo", Choice("limit_unit", "days"), 16),
        Column("guide.limit_text", "Thời hạn bằng lời", Text(""), 30),
        Column("guide.cutoff", "Nhận sau 15 giờ tính từ hôm sau", YesNo(False), 14),
        Column("guide.fee", "Phí, lệ phí", Text(""), 24),
        Column("guide.sets", "Số bộ hồ sơ", Whole(1), 10),
        Column("guide.audience", "Đối tượng", Lines([]), 26),
        Column("guide.description", "Tóm tắt", Text(""), 40),
        Column("guide.conditions", "Yêu cầu, điều kiện", Lines([]), 40),
        Column("guide.result", "Kết quả", Text(""), 28),
        Column("guide.legal", "Căn cứ pháp lý", Legal([]), 40),
        Column("guide.sequence", "Trình tự theo văn bản gốc", Text(""), 40),
        Column("guide.note", "Ghi chú", Text(""), 24),
        Column("guide.online_level", "Mức độ trực tuyến", Text(""), 16),
        Column("guide.ask_unit", "Hỏi đơn vị nộp", YesNo(False), 12),
        Column("guide_only", "Chỉ hướng dẫn, không nhận hồ sơ", YesNo(False), 14),
        Column("form.offline", "Điền được khi không có mạng", YesNo(), 14),
        Column("guide.review_by", "Rà soát trước ngày", Day(None), 14),
    ),
    parents=(UNIT,),
    told=(),
    marks=(STATE, MARK),
)
DOCUMENTS = Sheet(
    "Giấy tờ",
    (
        Column("key", "Mã giấy tờ", Text()),
        Column("name", "Tên giấy tờ", Text(), 50),
        Column("original", "Bản chính", Whole(), 10),
        Column("copy", "Bản sao", Whole(), 10),
        Column("required", "Bắt buộc", YesNo(), 10),
        Column("case", "Chỉ trong trường hợp", Text(), 30),
        Column("later", "Có trong quá trình giải quyết", YesNo(), 14),
        Column("form", "Mẫu", Text()),
    ),
)
CHANNELS = Sheet(
    "Cách nộp",
    (
        Column("key", "Mã cách nộp", Text()),
        Column("mode", "Cách nộp", Choice("mode"), 20),
        Column("time", "Thời gian", Text(), 30),
        Column("fee", "Phí", Text(), 30),
        Column("note", "Ghi chú", Text(), 40),
    ),
)
STEPS = Sheet(
    "Các bước",
    (
        Column("key", "Mã bước", Text(), 14),
        Column("name", "Nội dung", Text(), 44),
        Column("kind", "Loại bước", Choice("step"), 24),
        Column("assignee", "Người thực hiện", Who(), 34),
        Column("minutes", "Thời hạn", Time(), 12),
        Column("output", "Kết quả", Text(), 28),
        Column("extra.issue", "Ký kết quả ở bước này", YesNo(), 10),
        Column("actions", "Được phép", Actions(), 30),
        Column("to", "Sang bước", Place(), 14),
        Column("cases", "Rẽ nhánh (điều kiện | bước)", Barred("when", "to"), 36),
        Column("branches", "Xin ý kiến (mã | tên | người)", Barred("key", "name", "assignee"), 40),
        Column("need", "Số ý kiến cần có", Whole(), 10),
        Column("vote.quorum", "Phải tham dự", Text(), 10),
        Column("vote.threshold", "Tán thành", Text(), 10),
        Column("vote.at_least", "Bằng mức tán thành là đủ", YesNo(), 12),
        Column("vote.of_all", "Tính trên toàn thể", YesNo(), 10),
        Column("vote.secret", "Bỏ phiếu kín", YesNo(), 10),
        Column("chair", "Chủ tọa", Who(), 24),
        Column("otherwise", "Không thông qua thì", Place(), 14),
        Column("extra.checks", "Chỉ được chuyển khi (điều kiện | lời nhắc)", Barred("when", "message"), 40),
        Column("not_by", "Không do", NotBy(), 16),
        Column("escalate_to", "Quá hạn thì báo", Who(), 28),
        Column("clock", "Tính vào thời hạn", YesNo(), 10),
        Column("extra.form", "Điền biểu mẫu", Text(), 14),
        Column("note", "Ghi chú", Text(), 30),
    ),
)
PAGES = Sheet(
    "Trang và mục",
    (
        Column("key", "Mã", Text()),
        Column("title", "Tên", Text(), 40),
        Column("title.en", "Tên tiếng Anh", Text(), 30),
        Column("help", "Giải thích", Text(), 40),
        Column("show_if", "Chỉ hiện khi", Text(), 30),
    ),
    parents=(FORM, PAGE),
)
QUESTIONS = Sheet(
    "Câu hỏi",
    (
        Column("key", "Mã câu hỏi", Text()),
        Column("label", "Câu hỏi", Text(), 44),
        Column("label.en", "Câu hỏi tiếng Anh", Text(), 34),
        Column("type", "Kiểu trả lời", Choice("type"), 22),
        Column("required", "Bắt buộc", Required(), 12),
        Column("options", "Các lựa chọn", Options(), 34),
        Column("show_if", "Chỉ hỏi khi", Text(), 30),
        Column("help", "Giải thích", Text(), 40),
        Column("help.en", "Giải thích tiếng Anh", Text(), 30),
        Column("computed", "Công thức", Text(), 26),
        Column("check", "Điều kiện phải đúng", Text(), 26),
        Column("message", "Báo khi sai", Text(), 30),
        Column("missing", "Báo khi bỏ trống", Text(), 30),
        Column("min", "Nhỏ nhất", Bound(), 12),
        Column("max", "Lớn nhất", Bound(), 12),
        Column("unit", "Đơn vị tính", Text(), 12),
        Column("min_length", "Ít nhất bao nhiêu chữ", Whole(), 10),
        Column("max_length", "Nhiều nhất bao nhiêu chữ", Whole(), 10),
        Column("min_rows", "Ít nhất bao nhiêu dòng", Whole(), 10),
        Column("max_rows", "Nhiều nhất bao nhiêu dòng", Whole(), 10),
        Column("totals", "Cột cộng tổng", Keys(), 16),
        Column("text", "Lời văn", Text(), 44),
        Column("prefill", "Lấy sẵn từ", Text(), 20),
    ),
    parents=(FORM, SECTION, PARENT),
)
SHEETS = (PROCEDURES, DOCUMENTS, CHANNELS, STEPS, PAGES, QUESTIONS)
