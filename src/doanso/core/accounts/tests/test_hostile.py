import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("credential", ["[" * 3000, "9" * 5000, "[]", "null", '{"id": NaN}', "\0"])
def test_what_is_no_passkey_is_refused_like_a_wrong_one(credential: str) -> None:
    client = Client()
    client.get("/tai-khoan/bao-mat/webauthn/login/")

    answer = client.post("/tai-khoan/bao-mat/webauthn/login/", {"credential": credential})

    assert answer.status_code < 500


@pytest.mark.parametrize("path", ["/dang-nhap/", "/quen-mat-khau/", "/quen-mat-khau/1-abc/"])
@pytest.mark.parametrize("address", ["http://[::1", "//[", "http://[::1]:x/"])
def test_where_to_go_next_may_be_no_address_at_all(path: str, address: str) -> None:
    given = {"next": address, "login": "x", "password": "x", "email": "a@example.vn"}

    assert [getattr(Client(), method)(path, given).status_code < 500 for method in ("get", "post")] == [True, True]
