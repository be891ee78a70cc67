"""What can be wrong with casework, each by its own name. Messages are for people and hold no value that was typed."""


class CaseworkError(Exception):
    """A statement or act that casework does not allow. ``message`` is an English sentence that pages translate, with
    ``values`` to put in; values are labels, vocabulary words and numbers, never what a person typed."""

    def __init__(self, message: str, **values: object):
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class BadValue(CaseworkError):
    """A value that its field cannot take."""


class UnknownField(CaseworkError):
    """A field, record or compartment that does not exist."""


class NotYourRole(CaseworkError):
    """The author's role does not write here."""


class CriteriaUnmet(CaseworkError):
    """A stage cannot be entered yet."""
