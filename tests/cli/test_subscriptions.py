"""`pushdesk subscriptions`, from file to table."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.samples import endpoint, point, push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")

FIELDS = {
    "id",
    "name",
    "user",
    "tags",
    "endpoint",
    "pushService",
    "state",
    "vapidPublicKey",
    "createdAt",
    "lastSeenAt",
}


def test_a_subscription_is_imported_listed_and_shown(pushdesk_process: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    document = push_subscription("one")
    file.write_text(json.dumps(document))
    done = pushdesk_process(
        "subscriptions", "import", file, "--name", "Phone", "--device-tag", "a", "--device-tag", "b"
    )
    assert done.status == 0
    assert "Imported 1 device: 1 new, 0 known." in done.out
    (row,) = pushdesk_process("subscriptions", "list", "--json").json
    assert set(row) == FIELDS
    assert (row["name"], row["tags"], row["endpoint"]) == ("Phone", ["a", "b"], document["endpoint"])
    assert row["vapidPublicKey"] == pushdesk_process("vapid", "show", "--json").json["publicKey"]
    assert pushdesk_process("subscriptions", "show", row["id"], "--json").json == row
    assert "Phone" in pushdesk_process("subscriptions", "list").out
    assert document["endpoint"] in pushdesk_process("subscriptions", "show", row["id"]).out


def test_a_file_with_a_refusal_stores_nothing_and_names_each_line(pushdesk: Run) -> None:
    lines = [push_subscription(), push_subscription() | {"endpoint": "http://127.0.0.1/x"}, {"a": 1}]
    text = "\n".join(json.dumps(line) for line in lines)
    refused = pushdesk("subscriptions", "import", "-", "--json", stdin=text)
    assert refused.status == 2
    assert refused.json["error"]["code"] == "bad_input"
    assert [item["line"] for item in refused.json["refused"]] == [2, 3]
    assert "line 2: The endpoint must be an https URL" in refused.err
    assert pushdesk("subscriptions", "list", "--json").json == []
    partly = pushdesk("subscriptions", "import", "-", "--skip-invalid", "--json", stdin=text)
    assert partly.status == 1
    assert (partly.json["imported"], len(partly.json["refused"])) == (1, 2)
    assert [row["id"] for row in pushdesk("subscriptions", "list", "--json").json] == partly.json["ids"]


def test_a_key_that_is_not_ours_is_taken_with_a_warning(pushdesk: Run) -> None:
    key = point()
    text = f"endpoint;p256dh;auth\n{endpoint()};{point()};MTIzNDU2Nzg5MDEyMzQ1Ng"
    done = pushdesk("subscriptions", "import", "-", "--vapid-key", key, stdin=text)
    assert done.status == 0
    assert "which this desk does not have" in done.err
    assert pushdesk("subscriptions", "list", "--json").json[0]["vapidPublicKey"] == key
    unknown = pushdesk("subscriptions", "import", "-", "--vapid-key", "zzz", stdin=text)
    assert unknown.status == 2
    assert "pushdesk vapid list" in unknown.err


def test_an_export_goes_into_another_desk_as_it_was(pushdesk: Run, tmp_path: Path) -> None:
    document = push_subscription(name="Büro 📱", tags=["x"], user="u", attributes={"n": 1})
    assert pushdesk("subscriptions", "import", "-", stdin=json.dumps(document)).status == 0
    (row,) = pushdesk("subscriptions", "list", "--json").json
    assert pushdesk("subscriptions", "retire", row["id"], "--json").json["state"] == "retired"
    exported = pushdesk("subscriptions", "export")
    assert exported.json[0]["keys"] == document["keys"]
    other = ("--data-dir", tmp_path / "other")
    assert pushdesk(*other, "subscriptions", "import", "-", stdin=exported.out).status == 0
    (copy,) = pushdesk(*other, "subscriptions", "list", "--json").json
    assert copy | {"id": row["id"]} == row | {"state": "retired"}


def test_a_devices_own_shape_goes_out_and_in_with_it(pushdesk: Run, tmp_path: Path) -> None:
    rows = [
        push_subscription(shape="text"),
        push_subscription(shape="custom", shapeTemplate="{{ delivery.id }}"),
        push_subscription(),
    ]
    assert pushdesk("subscriptions", "import", "-", stdin=json.dumps(rows)).status == 0
    exported = pushdesk("subscriptions", "export")
    other = ("--data-dir", tmp_path / "other")
    assert pushdesk(*other, "subscriptions", "import", "-", stdin=exported.out).status == 0
    copies = pushdesk(*other, "subscriptions", "export").json
    shapes = {row["endpoint"]: (row.get("shape"), row.get("shapeTemplate")) for row in copies}
    assert shapes == {row["endpoint"]: (row.get("shape"), row.get("shapeTemplate")) for row in rows}
    refused = pushdesk("subscriptions", "import", "-", stdin=json.dumps(push_subscription(shape="fcm")))
    assert refused.status == 2
    assert "no payload shape" in refused.err


def test_devices_are_tagged_all_or_none(pushdesk: Run) -> None:
    text = json.dumps([push_subscription(tags=["old"]), push_subscription()])
    ids = pushdesk("subscriptions", "import", "-", "--json", stdin=text).json["ids"]
    tagged = pushdesk("subscriptions", "tag", *ids, "--add", "new", "--remove", "old", "--json")
    assert [row["tags"] for row in tagged.json] == [["new"], ["new"]]
    refused = pushdesk("subscriptions", "tag", ids[0], "nobody", "--add", "never", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "not_found")
    assert "never" not in pushdesk("subscriptions", "list").out
    nothing = pushdesk("subscriptions", "tag", ids[0])
    assert nothing.status == 2
    assert "--add" in nothing.err


def test_an_unknown_device_is_a_sentence(pushdesk: Run) -> None:
    for command in ("show", "retire"):
        refused = pushdesk("subscriptions", command, "nobody", "--json")
        assert (refused.status, refused.json["error"]["code"]) == (2, "not_found")


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_key_is_refused_rather_than_taken_for_none(pushdesk: Run, text: str) -> None:
    refused = pushdesk(
        "subscriptions", "import", "-", "--vapid-key", text, "--json", stdin=json.dumps(push_subscription())
    )
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert "--vapid-key needs a key" in refused.err


def test_a_file_that_holds_null_is_json_but_no_subscription(pushdesk: Run) -> None:
    refused = pushdesk("subscriptions", "import", "-", "--json", stdin="null\n")
    assert refused.status == 2
    assert "The file holds a JSON value that is no subscription." in refused.err
    assert "no JSON" not in refused.err


def test_a_number_of_5000_digits_is_a_sentence_without_pythons_words(pushdesk: Run) -> None:
    refused = pushdesk("subscriptions", "import", "-", stdin='{"endpoint": ' + "9" * 5000 + "}")
    assert refused.status == 2
    assert "Line 1 is not JSON: a number is too long." in refused.err
    assert "sys." not in refused.err
