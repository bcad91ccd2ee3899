import pytest

from doanso.lib.foreign_json import read


def test_json_of_others_is_read_as_it_stands():
    assert read('{"tên": ["Hà", 1, 2.5, true, null, "\\ud83d\\ude00"]}') == {"tên": ["Hà", 1, 2.5, True, None, "😀"]}
    assert read("[" * 39 + "1" + "]" * 39)


TOO_DEEP = ["[" * 40 + "1" + "]" * 40, "[" * 100_000]


@pytest.mark.parametrize(
    "text", ["", "{", "NaN", "-Infinity", "1e999", '"a\\u0000"', '["\\ud800"]', '{"\\u0000": 1}', *TOO_DEEP]
)
def test_what_nobody_can_keep_is_refused(text):
    with pytest.raises(ValueError):
        read(text)
