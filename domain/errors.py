"""Every error a user can meet has one base, says what happened and what to do."""


class PeilError(Exception):
    """Base of all expected errors: the command line prints it as one line, without a traceback."""


class ConfigError(PeilError):
    """A file that people edit is wrong. Raised while loading; names file, line and key."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {problem}")


class BadInput(PeilError):
    """Data handed to a command is wrong. Raised while reading; names the line or record."""


class Refused(PeilError):
    """A safeguard said no. Raised before anything is done; says which one and what would change it."""


class SetupError(PeilError):
    """The installation lacks something (keys, database, browser). Says what to run."""


class StorageFull(PeilError):
    """The disk is full or refuses to write. Raised by any write; nothing half-written remains."""
