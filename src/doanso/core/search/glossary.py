"""Abbreviations of the field. An entry that uses one form is found by the other."""

ABBREVIATIONS = {
    "BCĐ": "ban chỉ đạo",
    "BCH": "ban chấp hành",
    "BTV": "ban thường vụ",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "CCCD": "căn cước công dân",
    "CCHC": "cải cách hành chính",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "DVC": "dịch vụ công",
    "DVCTT": "dịch vụ công trực tuyến",
    "ĐVTN": "đoàn viên thanh niên",
    "HĐND": "hội đồng nhân dân",
    "HSSV": "học sinh, sinh viên",
    "LHTN": "liên hiệp thanh niên",
    "MTTQ": "mặt trận tổ quốc",
    "TNCS": "thanh niên cộng sản",
    "TNTN": "thanh niên tình nguyện",
    "TNXP": "thanh niên xung phong",
    "TTHC": "thủ tục hành chính",
    "UBND": "ủy ban nhân dân",
}
