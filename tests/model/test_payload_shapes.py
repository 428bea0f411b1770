"""Each shape says the same to a worker: what our own worker makes of it is what was written."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput, BugError
from pushdesk.model.message import parse_message
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking, confirms, payload, payload_unchecked
from pushdesk.services.lab.worker_rules import Identity, read_push
from tests.model.test_notification import FULL, JSON

S = PayloadShape
US = Tracking("d" * 16, "t" * 16, "http://localhost:8765")
IDENTITY = Identity(US.delivery, US.token)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
URLS = st.sampled_from(["/", "https://site.example/a?b=c#d", "page"])
ACTIONS = st.lists(
    st.fixed_dictionaries({"action": WORDS, "title": WORDS}, optional={"navigate": URLS, "icon": URLS}),
    max_size=3,
    unique_by=lambda action: action["action"],
)
MESSAGES = st.fixed_dictionaries(
    {"title": WORDS, "navigate": URLS, "data": st.dictionaries(WORDS, JSON, max_size=3)},
    optional={
        "body": WORDS,
        "icon": URLS,
        "tag": WORDS,
        "silent": st.booleans(),
        "requireInteraction": st.booleans(),
        "timestamp": st.integers(0, 2**53),
        "lang": st.sampled_from(["ar", "de"]),
        "actions": ACTIONS,
    },
)


def shown(document: dict[str, Any]) -> Notification:
    return parse_message(document).notification


def written(document: dict[str, Any], shape: PayloadShape) -> Any:
    return json.loads(payload(shown(document), US, shape))


def refusal(document: dict[str, Any], shape: PayloadShape) -> str:
    with pytest.raises(BadInput) as problem:
        payload(shown(document), US, shape)
    return problem.value.sentence


@given(MESSAGES, st.sampled_from([S.DECLARATIVE, S.NGSW]))
def test_a_worker_shows_the_same_whatever_the_json_shape(
    document: dict[str, Any], shape: PayloadShape
) -> None:
    assume("onActionClick" not in document["data"])
    assume("default" not in [action["action"] for action in document.get("actions", [])])
    ours, theirs = (read_push(payload_unchecked(shown(document), US, kind)) for kind in (S.PUSHDESK, shape))
    assert theirs.identity == ours.identity == IDENTITY
    assert theirs.title == ours.title == document["title"]
    # Angular's place for URLs is the one thing that the data holds more.
    theirs.options["data"].pop("onActionClick", None)
    assert theirs.options == ours.options


@given(MESSAGES)
def test_nothing_of_the_message_is_lost_in_declarative(document: dict[str, Any]) -> None:
    raw = json.loads(payload_unchecked(shown(document), US, S.DECLARATIVE))
    assert raw.keys() == {"web_push", "notification", "mutable"}
    found = raw["notification"]
    assert found["data"].pop("pushdesk") == US.document()
    given_data = {name: value for name, value in document["data"].items() if name != "pushdesk"}
    assert found == document | {"data": given_data}


@given(MESSAGES)
def test_raw_is_the_messages_own_json(document: dict[str, Any]) -> None:
    assert json.loads(payload_unchecked(shown(document), US, S.RAW)) == document


@given(WORDS, st.none() | WORDS)
def test_text_reads_back_as_title_and_body(title: str, body: str | None) -> None:
    raw = payload_unchecked(shown({"title": title, "body": body, "icon": "/x"}), US, S.TEXT)
    try:
        json.loads(raw)
    except ValueError:
        seen = read_push(raw)
        # The worker takes the blanks around words away, and a title is one line.
        assert seen.title.split() == title.split()
        assert seen.options["body"].split() == (body or "").split()
        assert seen.identity is None


def test_declarative_web_push_is_as_the_push_api_has_it() -> None:
    assert written(FULL, S.DECLARATIVE) == {
        "web_push": 8030,
        "notification": FULL | {"data": FULL["data"] | {"pushdesk": US.document()}},
        "mutable": True,
    }


@pytest.mark.parametrize("mutable", [True, False])
def test_a_message_says_itself_whether_a_worker_may_change_it(mutable: bool) -> None:
    raw = written({"title": "x", "navigate": "/", "mutable": mutable}, S.DECLARATIVE)
    assert raw["mutable"] is mutable
    assert "mutable" not in raw["notification"]


def test_declarative_web_push_needs_a_url_to_open() -> None:
    assert refusal({"title": "x"}, S.DECLARATIVE).startswith("Declarative Web Push needs a URL to open")
    assert "mutable" in refusal({"title": "x", "navigate": "/", "mutable": "yes"}, S.DECLARATIVE)


def test_angulars_worker_finds_every_url_where_it_looks() -> None:
    document = {
        "title": "x",
        "navigate": "/all",
        "actions": [{"action": "a", "title": "A", "navigate": "/a"}, {"action": "b", "title": "B"}],
        "data": {"n": 1},
    }
    assert written(document, S.NGSW) == {
        "notification": {
            "title": "x",
            "actions": [{"action": "a", "title": "A"}, {"action": "b", "title": "B"}],
            "data": {
                "n": 1,
                "onActionClick": {
                    "default": {"operation": "openWindow", "url": "/all"},
                    "a": {"operation": "openWindow", "url": "/a"},
                },
                "pushdesk": US.document(),
            },
        }
    }


def test_angulars_steps_that_the_message_names_itself_stay() -> None:
    step = {"operation": "focusLastFocusedOrOpen", "url": "/mine"}
    document = {"title": "x", "navigate": "/all", "data": {"onActionClick": {"default": step}}}
    assert written(document, S.NGSW)["notification"]["data"]["onActionClick"] == {"default": step}
    assert "onActionClick" in refusal(document | {"data": {"onActionClick": "open"}}, S.NGSW)
    assert "onActionClick" not in written({"title": "x"}, S.NGSW)["notification"]["data"]


@pytest.mark.parametrize("shape", [S.DECLARATIVE, S.NGSW])
@pytest.mark.parametrize("data", [[1], "text", 5, False])
def test_data_that_is_no_object_has_no_place_for_the_id(shape: PayloadShape, data: Any) -> None:
    sentence = refusal({"title": "x", "navigate": "/", "data": data}, shape)
    assert sentence.startswith(f"The shape “{shape}” keeps the delivery's id in “data”")


def test_a_title_of_several_lines_is_one_line_of_text() -> None:
    assert payload(shown({"title": "a\r\nb", "body": "c\nd"}), US, S.TEXT) == b"a b\nc\nd"
    assert payload(shown({"title": "a"}), US, S.TEXT) == b"a"


@pytest.mark.parametrize("shape", [shape for shape in S if shape is not S.CUSTOM])
def test_a_shape_confirms_exactly_where_the_worker_finds_the_id(shape: PayloadShape) -> None:
    raw = payload(shown({"title": "Hello", "navigate": "/"}), US, shape)
    found = read_push(raw)
    assert found.title == "Hello"
    assert confirms(shape) == (found.identity == IDENTITY) == US.stands_in(raw)


def test_an_id_without_its_token_is_no_place() -> None:
    assert not US.stands_in(US.delivery.encode())
    assert not US.stands_in(US.token.encode())
    sample = Tracking.sample("")
    assert not sample.stands_in(sample.delivery.encode())


@pytest.mark.parametrize("shape", [shape for shape in S if shape is not S.CUSTOM])
def test_the_limit_counts_the_chosen_shape(shape: PayloadShape) -> None:
    bare = {"title": "x", "navigate": "/", "body": "y"}
    room = PAYLOAD_LIMIT - len(payload_unchecked(shown(bare), US, shape)) + 1
    assert len(payload(shown(bare | {"body": "y" * room}), US, shape)) == PAYLOAD_LIMIT
    assert "3,994" in refusal(bare | {"body": "y" * (room + 1)}, shape)


def test_the_model_writes_no_custom_shape() -> None:
    with pytest.raises(BugError):
        payload(shown({"title": "x"}), US, S.CUSTOM)
