"""Settings: where the data is, which ports, who the contact is. From arguments, environment, file, defaults.

Order, first wins: what the command line said, `PUSHDESK_…` environment variables, `settings.json` in
the data folder (what the window's Settings screen writes), defaults.
"""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from pushdesk import whole_file
from pushdesk.model.contact import parse_contact
from pushdesk.model.endpoint import EndpointPolicy, trusted_host
from pushdesk.model.errors import BadInput, FolderError
from pushdesk.model.findings import predicate
from pushdesk.model.proxy import parse_proxy

FILE_NAME = "settings.json"
RECEIVER_PORT = 8765
PUSH_SERVICE_PORT = 8766
PUSH_SERVICE_TLS_PORT = 8767
PUSH_SERVICE_MCS_PORT = 8768
PORTS = ("receiver_port", "push_service_port", "push_service_tls_port", "push_service_mcs_port")
# For load_settings: whatever port is free, beside a PushDesk that runs.
FREE_PORTS = dict.fromkeys(PORTS, 0)


class Theme(StrEnum):
    """How the window looks; `system` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def _contact(text: str) -> str:
    if not text:
        return text
    try:
        return parse_contact(text)
    except BadInput as problem:
        raise ValueError(problem.sentence) from None


def _trusted_host(text: str) -> str:
    try:
        return trusted_host(text)
    except BadInput as problem:
        raise ValueError(problem.sentence) from None


def _proxy(text: str) -> str:
    try:
        return parse_proxy(text)
    except BadInput as problem:
        raise ValueError(problem.sentence) from None


def _folder(path: Path) -> Path:
    # A “~” that no shell expanded (a service file, an IDE) means the home folder here, too.
    return Path(os.path.expanduser(path)).absolute()


Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """All that can be set. Ports: 0 means any free one. Times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="PUSHDESK_", env_ignore_empty=True, frozen=True, extra="ignore", validate_default=False
    )

    data_dir: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=lambda: user_data_path("PushDesk", appauthor=False)
    )
    receiver_port: Port = RECEIVER_PORT
    push_service_port: Port = PUSH_SERVICE_PORT
    push_service_tls_port: Port = PUSH_SERVICE_TLS_PORT
    push_service_mcs_port: Port = PUSH_SERVICE_MCS_PORT
    contact: Annotated[str, AfterValidator(_contact)] = ""
    trusted_push_hosts: Annotated[tuple[Annotated[str, AfterValidator(_trusted_host)], ...], NoDecode] = ()
    # Empty: what the environment or the operating system says.
    proxy: Annotated[str, AfterValidator(_proxy)] = ""
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 512
    request_timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    # Over all push services together; 0 is no cap.
    messages_per_second: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    retry_base: Annotated[float, Field(gt=0, le=600)] = 0.5
    theme: Theme = Theme.SYSTEM
    # By title: columns of the Lab's list that are always, or never, shown, others as there is room. Pairs:
    # of an object, what the file has would be merged into what is to be saved.
    lab_columns: tuple[tuple[str, bool], ...] = ()

    @field_validator("trusted_push_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        return tuple(part for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, environment, the data folder's file."""
        assert isinstance(init_settings, InitSettingsSource)
        named = init_settings.init_kwargs.get("data_dir") or env_settings().get("data_dir")
        folder = _folder(Path(named)) if named else user_data_path("PushDesk", appauthor=False)
        # The file cannot say where it is itself.
        found = {name: value for name, value in _read(folder).items() if name != "data_dir"}
        stored = InitSettingsSource(settings_cls, init_kwargs=found)
        return init_settings, env_settings, stored

    @property
    def endpoint_policy(self) -> EndpointPolicy:
        """Which endpoints may be stored."""
        return EndpointPolicy(frozenset(self.trusted_push_hosts))


def load_settings(**named: Any) -> Settings:
    """Settings with `named` on top (None means not named); raises BadInput with what to correct."""
    given = {name: value for name, value in named.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as problem:
        finding = problem.errors(include_url=False, include_input=False)[0]
        name, words = str(finding["loc"][0]), predicate(finding)
        verb = "is wrong: " if finding["type"] == "value_error" else ""
        raise BadInput(f"The setting {name} (PUSHDESK_{name.upper()}) {verb}{words}.") from None


def save_settings(settings: Settings, **changed: Any) -> Settings:
    """Write `changed` into the data folder's file, whole or not at all, and return the settings they make.

    Raises BadInput for a wrong value (nothing is written) and FolderError where writing fails.
    """
    updated = load_settings(**(settings.model_dump() | changed))
    dumped = updated.model_dump(mode="json")
    stored = _read(settings.data_dir) | {name: dumped[name] for name in changed}
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        whole_file.replace(settings.data_dir / FILE_NAME, json.dumps(stored, indent=2).encode())
    except OSError as problem:
        raise FolderError(
            f"The settings cannot be saved: {problem.strerror}. Check the data folder."
        ) from None
    return updated


def _read(folder: Path) -> dict[str, Any]:
    """What the folder's file holds, nothing where there is none. Raises BadInput and FolderError."""
    try:
        found = json.loads((folder / FILE_NAME).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as problem:
        raise FolderError(f"{FILE_NAME} in the data folder cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadInput(f"{FILE_NAME} in the data folder is not a JSON object: mend it or delete it.")
    return found


class CurrentSettings:
    """The settings of this moment, for services that outlive a change."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def save(self, **changed: Any) -> Settings:
        """`save_settings`, and what it returns is current from then on."""
        self._settings = save_settings(self._settings, **changed)
        return self._settings
