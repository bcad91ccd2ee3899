"""Which part of a contest an address speaks of."""

from doanso.features.contests.models import WHOLE


class Part:
    """`dot-3`: the third round; `ca-cuoc-thi`: all of them together."""

    regex = r"dot-\d{1,5}|ca-cuoc-thi"
    name = "ca-cuoc-thi"

    def to_python(self, value: str) -> int:
        if value == self.name:
            return WHOLE
        number = int(value.removeprefix("dot-"))
        if number == WHOLE:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        return self.name if int(value) == WHOLE else f"dot-{value}"
