"""What the first sheet says. In Vietnamese, as the whole file."""

CHOOSE = "Hãy chọn trong danh sách."
LISTS = {
    "yes_no": "Có hoặc không",
    "kind": "Loại thủ tục",
    "limit_unit": "Thời hạn tính theo",
    "mode": "Cách nộp",
    "type": "Kiểu trả lời",
    "step": "Loại bước",
    "seats": "Người thực hiện",
}
LINES = (
    "Danh mục thủ tục – bảng tính để sửa nhiều thủ tục một lần",
    "1. Mỗi trang tính là một phần: Thủ tục (mỗi thủ tục một dòng), Giấy tờ, Cách nộp, Các bước, Trang và mục, "
    "Câu hỏi. Cột “Mã thủ tục” nối các dòng của cùng một thủ tục.",
    "2. Sửa thẳng vào ô. Ô có mũi tên thì chọn trong danh sách; trang “Danh mục” liệt kê đủ các từ được dùng. "
    "Ô có nhiều ý thì mỗi ý một dòng (Alt+Enter).",
    "3. Thêm dòng để thêm giấy tờ, bước, câu hỏi; mã của dòng mới có thể để trống. Xóa dòng để bỏ. "
    "Thứ tự các dòng là thứ tự trên biểu mẫu và trong quy trình.",
    "4. Thời hạn của bước ghi kèm đơn vị: 2 ngày, 4 giờ, 30 phút. "
    "Các lựa chọn của câu hỏi: mỗi dòng một lựa chọn, hoặc “mã = tên”.",
    "5. Điều kiện và công thức viết như khi soạn ở dạng chữ, ví dụ: tuoi >= 16.",
    "6. Không đổi tên trang tính và tên cột, không gộp ô, không dùng công thức; các cột nền xám là của chương trình, "
    "xin để nguyên. Được ẩn cột, đổi thứ tự cột, thêm cột ghi chú riêng.",
    "7. Thủ tục mới: thêm một dòng ở trang “Thủ tục” với mã mới (chữ in hoa, số, dấu chấm, dấu gạch nối) và mã đơn vị.",
    "8. Xong thì lưu dạng .xlsx rồi nạp lại ở Soạn thủ tục → Cả danh mục. Chương trình cho xem từng chỗ thay đổi, "
    "hỏi rồi mới ghi; thay đổi chỉ vào bản thảo, có người duyệt mới được công bố. "
    "Thủ tục không có trong tệp được giữ nguyên.",
)


def lines(left_out: list[str]) -> list[str]:
    if not left_out:
        return list(LINES)
    named = ", ".join(left_out)
    return [
        *LINES,
        f"Không có trong tệp này, vì nội dung quá dài hoặc quá khác thường cho một bảng tính: {named}. "
        "Hãy trao đổi từng thủ tục ở thẻ “Tệp” của bản thảo.",
    ]
