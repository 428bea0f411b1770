"""Settings: where the data is, which ports, who the contact is. From arguments, environment, file, defaults.

Order, first wins: what the command line said, `PUSHDESK_…` environment variables, `settings.json` in
the data folder (what the window's Settings screen writes), defaults.
"""

import json
import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    JsonConfigSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.errors import BadInput, FolderError
from pushdesk.model.vapid import parse_contact

FILE_NAME = "settings.json"
RECEIVER_PORT = 8765
PUSH_SERVICE_PORT = 8766
PUSH_SERVICE_TLS_PORT = 8767


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


Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """All that can be set. Ports: 0 means any free one. Times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="PUSHDESK_", frozen=True, extra="ignore", validate_default=False
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("PushDesk", appauthor=False))
    receiver_port: Port = RECEIVER_PORT
    push_service_port: Port = PUSH_SERVICE_PORT
    push_service_tls_port: Port = PUSH_SERVICE_TLS_PORT
    contact: Annotated[str, AfterValidator(_contact)] = ""
    trusted_push_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 32
    request_timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    retry_base: Annotated[float, Field(gt=0, le=600)] = 0.5
    theme: Theme = Theme.SYSTEM

    @field_validator("trusted_push_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(part.strip().lower() for part in parts if part.strip())

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
        named = init_settings.init_kwargs.get("data_dir") if hasattr(init_settings, "init_kwargs") else None
        folder = named or os.environ.get("PUSHDESK_DATA_DIR") or user_data_path("PushDesk", appauthor=False)
        stored = JsonConfigSettingsSource(settings_cls, json_file=Path(folder) / FILE_NAME)
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
        first = problem.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        words = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise BadInput(f"The setting {name} (PUSHDESK_{name.upper()}) is wrong: {words}.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise BadInput(
            f"{FILE_NAME} in the data folder is not JSON ({problem}): mend it or delete it."
        ) from None
    except OSError as problem:
        raise FolderError(f"The data folder cannot be read: {problem.strerror}.") from None


def save_settings(settings: Settings, **changed: Any) -> Settings:
    """Write `changed` into the data folder's file, whole or not at all, and return the settings they make.

    Raises BadInput for a wrong value (nothing is written) and FolderError where writing fails.
    """
    path = settings.data_dir / FILE_NAME
    updated = load_settings(**(settings.model_dump() | changed))
    stored = json.loads(path.read_text("utf-8")) if path.exists() else {}
    dumped = updated.model_dump(mode="json")
    stored |= {name: dumped[name] for name in changed}
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=settings.data_dir, delete=False) as file:
            json.dump(stored, file, indent=2)
        os.replace(file.name, path)
    except OSError as problem:
        raise FolderError(
            f"The settings cannot be saved: {problem.strerror}. Check the data folder."
        ) from None
    return updated


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
