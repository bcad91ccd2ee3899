"""The addresses, what is posted there, and what a reader reads."""

from html.parser import HTMLParser

INDEX, COUNT, DAY = "/lich-lam-viec/", "/lich-lam-viec/tinh-han/", "/lich-lam-viec/ngay/"
HOURS, IMPORT = "/lich-lam-viec/gio/", "/lich-lam-viec/nhap/"
REMOVE_DAY, REMOVE_HOURS = "/lich-lam-viec/ngay/xoa/", "/lich-lam-viec/gio/xoa/"
JUNE = {"day": "2026-06-15", "kind": "holiday", "name": "Ngày thử", "confirmed": "on", "source": "", "seen": "0"}
SWAP = {"text": "02/01/2027 nghỉ hoán đổi; 10/01 làm bù", "year": "2027", "forecasts": "keep", "source": "9/TB"}
WEEK = {"valid_from": "2026-06-15", "seen": "0"} | {f"day_{n}": "07:00-11:30, 13:30-17:00" for n in range(5)}


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def words(response) -> str:
    """What a reader reads, with single spaces."""
    return " ".join(Words(response.content.decode()).found)
