"""What is signed for a visitor's browser or kept between their visits."""


class Words:
    """In place of a serializer: what was signed, as it stands, for who keeps it and reads it again each time."""

    def loads(self, data: bytes) -> str:
        return data.decode("latin-1")
