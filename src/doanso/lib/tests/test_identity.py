import pytest

from doanso.lib import identity
from doanso.lib.demo import data


@pytest.mark.parametrize(
    "typed", ["099090984192", " 099 090 984 192", "099.090.984.192", "099-090-984-192", "０９９090984192"]
)
def test_cccd_is_cleaned(typed):
    assert identity.clean_cccd(typed) == "099090984192"


@pytest.mark.parametrize("typed", ["", "09909098419", "0990909841922", "09909098419a", "٠٩٩٠٩٠٩٨٤١٩٢", "099090984192x"])
def test_cccd_that_has_not_12_digits_is_refused(typed):
    with pytest.raises(ValueError):
        identity.clean_cccd(typed)


@pytest.mark.parametrize("group", ["people", "citizens"])
def test_cccd_of_demo_people_raises_no_doubt(group):
    for person in data("people")[group]:
        assert identity.cccd_warnings(person["cccd"], person["sex"], int(person["date_of_birth"][:4])) == []


@pytest.mark.parametrize(
    ("cccd", "sex", "year", "expected"),
    [
        ("099090984192", "F", 1990, ["Số định danh này là của nam; vui lòng kiểm tra lại giới tính."]),
        ("099190984192", "M", 1990, ["Số định danh này là của nữ; vui lòng kiểm tra lại giới tính."]),
        (
            "099301353904",
            "F",
            1901,
            ["Theo số định danh thì sinh năm 2001, tờ khai ghi 1901; vui lòng kiểm tra lại."],
        ),
        (
            "099090984192",
            "F",
            1991,
            [
                "Số định danh này là của nam; vui lòng kiểm tra lại giới tính.",
                "Theo số định danh thì sinh năm 1990, tờ khai ghi 1991; vui lòng kiểm tra lại.",
            ],
        ),
        ("099090984192", "", None, []),
        ("099598000000", "F", 2198, []),
    ],
)
def test_cccd_warnings(cccd, sex, year, expected):
    assert identity.cccd_warnings(cccd, sex, year) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "+84 (0)912 345 678",
        "0084912345678",
        "84912345678",
    ],
)
def test_phone_is_cleaned(typed):
    assert identity.clean_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    "typed", ["", "091234567", "09123456789", "0112345678", "0412345678", "912345678", "+85912345678", "09123x5678"]
)
def test_phone_that_is_no_mobile_is_refused(typed):
    with pytest.raises(ValueError):
        identity.clean_phone(typed)


def test_number_beginning_with_084_is_a_number_of_its_own():
    assert identity.clean_phone("0841234567") == "0841234567"


@pytest.mark.parametrize(("phone", "demo"), [("0900000001", True), ("0900000999", True), ("0900001000", False)])
def test_demo_phone_is_known(phone, demo):
    assert identity.is_demo_phone(phone) is demo


def test_masks_show_enough_to_recognise_and_no_more():
    assert identity.mask_cccd("099090984192") == "0•••••••4192"
    assert identity.mask_cccd("") == ""


def test_mask_hides_short_numbers_wholly():
    assert identity.mask_cccd("123") == "•••"
