"""openapi.yaml: valid, complete, and its examples are what the lab really answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pushdesk.model.builtin import BuiltinAction, BuiltinNotification
from pushdesk.services.lab.control import documents
from pushdesk.services.lab.control.control import openapi_document
from pushdesk.services.lab.lab import Lab
from tests.services.lab.control.conftest import Asking
from tests.services.lab.sending import AppServer

METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """By method and path."""
    return {
        (method.upper(), path): operation
        for path, item in openapi_document()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def content(operation: dict[str, Any], status: str) -> dict[str, Any]:
    """Schema and example of a JSON answer."""
    answer = operation["responses"][status]
    if "$ref" in answer:
        answer = openapi_document()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = answer["content"]["application/json"]
    return found


def check(value: Any, schema: dict[str, Any]) -> None:
    """Fails where `value` is not what `schema`, with references into the document, says."""
    document = DRAFT202012.create_resource(openapi_document())
    registry: Registry[Any] = Registry().with_resource("urn:openapi", document)
    anchored = {"$ref": "urn:openapi" + schema["$ref"]} if "$ref" in schema else _absolute(schema)
    Draft202012Validator(anchored, registry=registry).validate(value)


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: f"urn:openapi{value}" if name == "$ref" else _absolute(value)
            for name, value in schema.items()
        }
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema


def shape(value: Any) -> Any:
    """The names and kinds of values in a document; null is any kind."""
    match value:
        case dict():
            return {name: shape(inner) for name, inner in value.items()}
        case list():
            return [shape(value[0])] if value else []
        case bool():
            return "truth"
        case int() | float():
            return "number"
    return "text" if isinstance(value, str) else None


def test_the_commands_in_the_documentation_ask_routes_that_are_there() -> None:
    words = (Path(__file__).parents[4] / "docs" / "lab.md").read_text("utf-8")
    asked = re.findall(r"^curl -s (?:-X (\w+) )?\"\${control}([^\"?]*)", words, re.MULTILINE)
    assert len(asked) == words.count("{control}") > 0
    assert {(method or "GET", f"/control/{path}") for method, path in asked} <= operations().keys()


def test_it_is_valid_openapi() -> None:
    validate(openapi_document())


def schemas(part: Any) -> Iterator[Any]:
    """Every schema that stands outside of another one."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if name == "schema":
                yield inner
            elif name == "schemas":
                yield from inner.values()
            elif name not in {"example", "examples"}:
                yield from schemas(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from schemas(inner)


def test_its_schemas_have_no_words_that_json_schema_does_not_know() -> None:
    # As the specification's own schema, which lets unknown words be, and without that.
    strict = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:strict",
        "$dynamicAnchor": "meta",
        "$ref": "https://json-schema.org/draft/2020-12/schema",
        "unevaluatedProperties": False,
    }
    validator = Draft202012Validator(strict)
    assert not validator.is_valid({"properties": {"title": {"type": "string", "empty where": None}}})
    found = list(schemas(openapi_document()))
    assert len(found) > 20
    for schema in found:
        validator.validate(schema)


async def test_it_has_every_route_and_no_other(lab: Lab) -> None:
    routes = {(route.method, route.path) for route in lab.control.routes()}
    assert operations().keys() == routes


async def test_the_lab_serves_it_with_its_own_address(control: Asking, lab: Lab) -> None:
    served = await control.get("openapi.json")
    validate(served)
    assert served["servers"][0]["url"] == lab.addresses.push_service
    index = await control.get("")
    assert index["openapi"] == f"{lab.addresses.push_service}/control/openapi.json"
    assert index["routes"] == [f"{route.method} {route.path}" for route in lab.control.routes()]
    assert index["caFile"] == str(lab.addresses.ca_file)


def test_every_example_is_what_its_schema_says() -> None:
    seen = 0
    for (method, path), operation in operations().items():
        for status in operation["responses"]:
            if (
                "content" not in operation["responses"][status]
                and "$ref" not in operation["responses"][status]
            ):
                continue
            described = content(operation, status)
            if "example" in described:
                check(described["example"], described["schema"])
                seen += 1
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            assert "example" in body, f"{method} {path} shows no body"
            check(body["example"], body["schema"])
    assert seen > 20


async def answers(control: Asking, server: AppServer) -> dict[tuple[str, str, str], Any]:
    """A real answer of each route that gives a document, asked as the examples ask."""
    asked = {key: operation.get("requestBody", {}) for key, operation in operations().items()}

    def example(method: str, path: str) -> Any:
        return asked[method, path]["content"]["application/json"]["example"]

    found: dict[tuple[str, str, str], Any] = {}
    device = await control.device(**example("POST", "/control/devices"))
    one = f"devices/{device['id']}"
    found["POST", "/control/devices", "201"] = device
    message = {"title": "Your order is on its way", "body": "It arrives tomorrow."}
    headers = {"Topic": "order-17", "Urgency": "high"}
    await server.push(device["subscription"], message, headers=headers)
    found["GET", "/control/messages", "200"] = await control.get("messages?wait=30")
    found["GET", "/control/messages/{number}", "200"] = await control.get("messages/1")
    for path in ("", "devices", "presets"):
        found["GET", f"/control/{path}", "200"] = await control.get(path)
    found["GET", "/control/devices/{id}", "200"] = await control.get(one)
    for action in ("away", "return", "rotate"):
        path = f"/control/devices/{{id}}/{action}"
        found["POST", path, "200"] = (await control.ask("POST", f"{one}/{action}"))[1]
    body = example("POST", "/control/faults") | {"device": device["id"]}
    found["POST", "/control/faults", "201"] = (await control.ask("POST", "faults", body))[1]
    found["GET", "/control/faults", "200"] = await control.get("faults")
    found["GET", "/control/devices", "default"] = (await control.ask("GET", "devices/phone"))[1]
    return found


async def test_the_examples_are_what_the_lab_answers(control: Asking, server: AppServer) -> None:
    for (method, path, status), answer in (await answers(control, server)).items():
        described = content(operations()[method, path], status)
        check(answer, described["schema"])
        told, shown = shape(answer), shape(described["example"])
        if path in {"/control/messages", "/control/messages/{number}"}:
            # A sender's own headers, and what the worker makes of them, are not ours to list.
            for document in (told, shown):
                message = document["messages"][0] if "messages" in document else document
                message["headers"] = message["notification"]["options"] = None
        assert told == shown, f"{method} {path}"


async def test_a_device_without_a_subscription_is_described_too(control: Asking) -> None:
    device = await control.device()
    _, ended = await control.ask("POST", f"devices/{device['id']}/expire")
    check(ended, {"$ref": "#/components/schemas/Device"})


@pytest.mark.parametrize("payload", [None, "words", '{"title": "Your order is on its way"}'])
def test_a_notification_of_the_builtin_browser_is_described(payload: str | None) -> None:
    action = BuiltinAction(action="track", title="Track it")
    card = BuiltinNotification(
        title="Hello", origin="http://localhost:8765", actions=(action,), payload=payload
    )
    check(documents.presented(card), {"$ref": "#/components/schemas/Presented"})
