"""Notification and Action: the options as the Notifications API names them, strict.

Source: whatwg/notifications, "create a notification with a settings object" (the TypeErrors), and
MDN browser-compat-data for the names.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urljoin, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, Url


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        populate_by_name=True,
        extra="allow",
        allow_inf_nan=False,
    )

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_set(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Only our own fields: a null that the sender wrote into an option of his own must reach his worker.
        absent = {to_camel(name) for name in type(self).model_fields if getattr(self, name) is None}
        return {name: value for name, value in dump(self).items() if name not in absent}


def _check(text: str) -> None:
    """Refuse what a browser's `new URL(text, page)` throws on (WHATWG URL: pydantic's parser follows it)."""
    try:
        Url(urljoin("https://page.invalid/", text))
    except ValueError:
        raise ValueError("is not a URL: check its host and port") from None


def _link(text: str) -> str:
    return text if _scheme(text) == "data" else _destination(text)


def _destination(text: str) -> str:
    scheme = _scheme(text)
    if scheme == "data":
        raise ValueError("must be an http or https URL: a browser opens nothing else from a notification")
    if scheme not in {"", "http", "https"}:
        raise ValueError("must be an http or https URL")
    if "{{" in text:
        return text  # a variable: judged again for each device, once it is filled in
    if scheme and not re.match(r"https?://[^/]", text, re.IGNORECASE):
        raise ValueError("is not a URL: its host is missing")
    _check(text)
    return text


def _scheme(text: str) -> str:
    """The scheme before the first colon, in lower case; empty for a relative URL."""
    try:
        return urlsplit(text).scheme
    except ValueError:
        raise ValueError("is not a URL") from None


def _json(value: Any) -> Any:
    """Refuse what JSON has no word for; pydantic's own JsonValue asks Python about each value inside."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise PydanticCustomError("json_value", "must be a JSON value") from None
    return value


Json = Annotated[Any, AfterValidator(_json)]
Link = Annotated[str, AfterValidator(_link)]
Destination = Annotated[str, AfterValidator(_destination)]
Name = Annotated[str, Field(min_length=1)]


class Action(_Frozen):
    """One button. `navigate` is where it leads (Declarative Web Push names it so)."""

    action: Name
    title: Name
    icon: Link | None = None
    navigate: Destination | None = None


class Notification(_Frozen):
    """A message a browser will show. Unknown options are kept, in `model_extra`."""

    title: Name
    body: str | None = None
    icon: Link | None = None
    image: Link | None = None
    badge: Link | None = None
    tag: str | None = None
    renotify: bool | None = None
    require_interaction: bool | None = None
    silent: bool | None = None
    vibrate: list[Annotated[int, Field(ge=0)]] | None = None
    timestamp: int | None = None
    dir: Literal["auto", "ltr", "rtl"] | None = None
    lang: str | None = None
    actions: list[Action] | None = None
    data: Json = None
    navigate: Destination | None = None
    _typed: Mapping[str, Any] | None = PrivateAttr(default=None)

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> Self:
        """A JSON object of options, which stays as it is; raises pydantic's ValidationError."""
        # by_name=False: an option that the API does not know is the sender's own, however it is spelt.
        made = cls.model_validate(options, by_alias=True, by_name=False)
        made._typed = options
        return made

    @model_validator(mode="after")
    def _what_a_browser_throws_on(self) -> "Notification":
        if self.renotify and not self.tag:
            raise ValueError("renotify needs a tag: write one, or leave renotify out")
        if self.silent and self.vibrate is not None:
            raise ValueError("silent and vibrate exclude each other: leave one out")
        return self

    def options(self) -> dict[str, Any]:
        """The JSON object with the API's names; what was not set is left out."""
        return self.model_dump(mode="json", by_alias=True)

    def typed(self) -> dict[str, Any]:
        """The JSON object that was read, in its own order and with its nulls: a worker may look at those."""
        return self.options() if self._typed is None else dict(self._typed)
