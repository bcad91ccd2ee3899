class ExpressionError(ValueError):
    """The text is no expression; the message is for its author, `position` counts characters from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
