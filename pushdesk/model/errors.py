"""The two kinds of error: what the environment did (tell the user) and what we did (report it)."""


class KnownError(Exception):
    """Something a person can act on.

    `sentence` says in one clear sentence what is wrong and what to do. `code` is the short
    machine word that the receiver's HTTP answers carry (`{"error": {"code", "message"}}`).
    """

    code = "failed"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(KnownError):
    """A value from outside (a page, a file, an argument) that cannot be taken."""

    code = "bad_input"


class NotFound(KnownError):
    """A thing that was named but is not here."""

    code = "not_found"


class Conflict(KnownError):
    """A thing that cannot be done now because of the state something is in."""

    code = "conflict"


class FolderError(KnownError):
    """The data folder cannot be used: read-only, locked, owned by another PushDesk, damaged."""

    code = "data_folder"


class FolderLost(FolderError):
    """The data folder was moved, replaced or deleted while PushDesk used it: nothing more is kept."""


class PortTaken(KnownError):
    """A port that PushDesk was told to listen on belongs to somebody else."""

    code = "port_taken"


class KeyUnavailable(KnownError):
    """A private VAPID key is not where it was put, or the keyring does not answer."""

    code = "key_unavailable"


class SenderEnded(KnownError):
    """The process that sends ends whenever it is started."""

    code = "sender_ended"


class BugError(Exception):
    """We broke a promise of our own; the report is for the project, not for the user."""
