import httpx
import pytest

from doanso.lib.outbound import Internal, pinned, post

BODY = {"content": b"{}", "headers": {}, "timeout": 2.0}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "127.1",
        "0x7f.1",
    ],
)
def test_addresses_of_our_own_network_are_not_called(host):
    with pytest.raises(Internal):
        post(f"http://{host}:9/x", internal=False, **BODY)


def test_the_address_that_was_checked_is_the_one_that_is_called():
    asked = pinned("https://8.8.8.8:8443/nhan?a=1", {"X": "y"})

    assert (str(asked["url"]), asked["headers"]) == (
        "https://8.8.8.8:8443/nhan?a=1",
        {"X": "y", "Host": "8.8.8.8:8443"},
    )
    assert asked["extensions"] == {"sni_hostname": "8.8.8.8"}


def test_a_name_that_nobody_has_fails_like_a_server_that_is_away():
    with pytest.raises(httpx.ConnectError):
        post("http://khong-co.invalid/", internal=False, **BODY)
