import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doanso.core.accounts.models import Person
from doanso.core.consent import services
from doanso.core.consent.models import Consent
from doanso.core.consent.texts import EMAIL, PHOTO

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(person, now) -> Consent:
    return services.give(PHOTO, person=person, evidence={}, now=now)


def withdrawal(consent: Consent) -> str:
    return reverse("consent:withdraw", args=[consent.pk])


def test_purposes_are_open_to_everybody(client) -> None:
    page = client.get(reverse("consent:purposes")).text

    assert "Sử dụng ảnh chân dung" in page
    assert "Nhận thông báo qua thư điện tử" in page


def test_purposes_are_in_english_too(client) -> None:
    page = client.get(reverse("consent:purposes"), headers={"accept-language": "en"}).text

    assert "Use of a portrait photo" in page
    assert "Sử dụng ảnh chân dung" not in page


def test_own_consents_need_an_account(client, consent) -> None:
    for address in (reverse("consent:mine"), withdrawal(consent)):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")


def test_mine_shows_ones_own_consents_alone(signed_in, consent, now) -> None:
    other = Person.objects.create(full_name="Người khác")
    services.give(EMAIL, person=other, evidence={}, now=now)

    page = signed_in.get(reverse("consent:mine")).text

    assert "Sử dụng ảnh chân dung" in page
    assert "Nhận thông báo qua thư điện tử" not in page


def test_mine_says_when_there_is_nothing(signed_in) -> None:
    assert "Bạn chưa đồng ý điều gì" in signed_in.get(reverse("consent:mine")).text


def test_mine_needs_the_same_queries_for_any_length(signed_in, person, now) -> None:
    counts = []
    for subjects in (["1"], ["2", "3"]):
        for subject in subjects:
            services.give(PHOTO, person=person, subject=subject, evidence={}, now=now)
        signed_in.get(reverse("consent:mine"))
        with CaptureQueriesContext(connection) as queries_made:
            signed_in.get(reverse("consent:mine"))
        counts.append(len(queries_made))

    assert counts[0] == counts[1]


def test_withdraw_tells_what_stops_and_then_does_it(signed_in, consent) -> None:
    question = signed_in.get(withdrawal(consent)).text
    assert "Rút lại sự đồng ý “Sử dụng ảnh chân dung”?" in question
    assert "Thẻ và giấy tờ mới sẽ không có ảnh." in question
    assert Consent.objects.get().withdrawn_at is None

    answer = signed_in.post(withdrawal(consent), follow=True)

    assert Consent.objects.get().withdrawn_at is not None
    assert "Bạn đã rút lại sự đồng ý: Sử dụng ảnh chân dung." in answer.text
    assert signed_in.post(withdrawal(consent)).status_code == 409


def test_withdraw_does_not_exist_for_a_stranger(signed_in, now) -> None:
    other = Person.objects.create(full_name="Người khác")
    theirs = services.give(PHOTO, person=other, evidence={}, now=now)

    assert signed_in.get(withdrawal(theirs)).status_code == 404
    assert signed_in.post(withdrawal(theirs)).status_code == 404
    assert Consent.objects.get().withdrawn_at is None
