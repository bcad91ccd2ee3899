import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.core.files.jpeg import without_place
from doanso.core.files.tests.samples import JFIF, SCAN, TABLE, exif, jpeg, segment

XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='10,46N'/>")
IPTC = segment(0xED, b"Photoshop 3.0\0 H\xc3\xa0 N\xe1\xbb\x99i")
COMMENT = segment(0xFE, b"10.776, 106.700")
PROFILE = segment(0xE2, b"ICC_PROFILE\0\x01\x01 colours")
MORE_PICTURES = segment(0xE2, b"MPF\0 offsets")
UPRIGHT = b"\xff\xd8" + JFIF + TABLE + SCAN


def test_a_photo_without_labels_stays_as_it_is() -> None:
    assert without_place(jpeg()) == UPRIGHT


def test_the_place_goes_and_the_picture_stays() -> None:
    assert without_place(jpeg(exif(1), XMP, IPTC, COMMENT, MORE_PICTURES)) == UPRIGHT


def test_the_colour_profile_stays() -> None:
    assert without_place(jpeg(PROFILE)) == jpeg(PROFILE)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_how_the_phone_was_held_stays(order, turned) -> None:
    cleaned = without_place(jpeg(exif(turned, order)))

    label = (
        b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([turned]) + b"\0\0\0\0\0\0"
    )
    assert cleaned == b"\xff\xd8" + label + UPRIGHT[2:]
    assert without_place(cleaned) == cleaned


def test_an_impossible_orientation_is_dropped() -> None:
    assert without_place(jpeg(exif(9))) == UPRIGHT


@given(st.binary(max_size=200))
def test_broken_labels_never_break_the_photo(labels: bytes) -> None:
    assert without_place(jpeg(segment(0xE1, b"Exif\0\0MM\0*" + labels))).endswith(UPRIGHT[2:])


@given(st.binary(max_size=300))
def test_what_is_no_whole_jpeg_is_a_value_error_or_stays_one(rest: bytes) -> None:
    try:
        cleaned = without_place(b"\xff\xd8" + rest)
    except ValueError:
        return
    assert without_place(cleaned) == cleaned
