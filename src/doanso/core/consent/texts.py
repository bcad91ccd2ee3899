"""The texts that every installation starts with (Law 91/2025, Decree 356/2025). Other words make another version."""

from typing import TypedDict


class Words(TypedDict):
    title_vi: str
    title_en: str
    text_vi: str
    text_en: str
    required_for_vi: str
    required_for_en: str


DOSSIER = "dossier"
PHOTO = "photo"
EMAIL = "email"

TEXTS: dict[str, Words] = {
    DOSSIER: {
        "title_vi": "Xử lý dữ liệu cá nhân để giải quyết hồ sơ",
        "title_en": "Processing of personal data to handle a dossier",
        "text_vi": (
            "Tôi đồng ý để nơi tiếp nhận hồ sơ này và các đơn vị tham gia giải quyết sử dụng thông tin tôi khai "
            "và giấy tờ tôi gửi kèm chỉ để kiểm tra, giải quyết, trả kết quả và lưu trữ hồ sơ theo quy định. Tôi "
            "được xem, yêu cầu sửa dữ liệu của mình và rút lại sự đồng ý này bất cứ lúc nào; việc rút lại không "
            "ảnh hưởng đến những việc đã làm trước đó."
        ),
        "text_en": (
            "I agree that the office which receives this dossier, and the units that help to handle it, use what "
            "I declare and the papers I attach only to check and handle the dossier, to hand over its result and "
            "to archive it as the rules require. I may see my data, ask for corrections and withdraw this "
            "consent at any time; what was done before remains valid."
        ),
        "required_for_vi": "Hồ sơ đang giải quyết không thể tiếp tục.",
        "required_for_en": "A dossier that is being handled cannot go on.",
    },
    PHOTO: {
        "title_vi": "Sử dụng ảnh chân dung",
        "title_en": "Use of a portrait photo",
        "text_vi": (
            "Tôi đồng ý để ảnh chân dung tôi gửi được in trên thẻ, giấy tờ hoặc hiển thị trong hồ sơ của tôi. "
            "Ảnh không được dùng để nhận diện khuôn mặt bằng máy. Tôi có thể rút lại sự đồng ý này bất cứ lúc "
            "nào."
        ),
        "text_en": (
            "I agree that the portrait photo I send is printed on my card and papers or shown in my record. It "
            "is not used to recognise my face by machine. I may withdraw this consent at any time."
        ),
        "required_for_vi": "Thẻ và giấy tờ mới sẽ không có ảnh.",
        "required_for_en": "New cards and papers carry no photo.",
    },
    EMAIL: {
        "title_vi": "Nhận thông báo qua thư điện tử",
        "title_en": "Notices by e-mail",
        "text_vi": (
            "Tôi đồng ý nhận thông báo về hồ sơ và công việc của mình qua địa chỉ thư điện tử tôi cung cấp. Địa "
            "chỉ không được dùng để quảng cáo. Tôi có thể rút lại sự đồng ý này bất cứ lúc nào."
        ),
        "text_en": (
            "I agree to receive notices about my dossiers and tasks at the e-mail address I give. It is not used "
            "for advertising. I may withdraw this consent at any time."
        ),
        "required_for_vi": "Bạn sẽ chỉ thấy thông báo khi đăng nhập hoặc tra cứu.",
        "required_for_en": "You will see notices only when you sign in or track your dossier.",
    },
}
