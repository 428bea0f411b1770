"""`pushdesk vapid`, in a data folder of its own."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pushdesk.model import base64url
from tests.cli.conftest import Run

pytestmark = pytest.mark.allow_log("no keyring answers")

PRIVATE = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64url.encode(
    PRIVATE.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
)
RAW = base64url.encode(PRIVATE.private_numbers().private_value.to_bytes(32))
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def test_the_first_start_makes_one_key_and_show_names_it(pushdesk_process: Run) -> None:
    first = pushdesk_process("vapid", "show", "--json")
    assert first.status == 0
    assert set(first.json) == {"publicKey", "subject"}
    assert len(base64url.decode(first.json["publicKey"], "key")) == 65
    assert first.json["subject"].startswith("mailto:")
    assert pushdesk_process("vapid", "show", "--json").json == first.json
    assert first.json["publicKey"] in pushdesk_process("vapid", "show").out


def test_create_makes_one_key_in_a_new_folder_and_another_in_an_old_one(pushdesk: Run) -> None:
    first = pushdesk("vapid", "create", "--contact", "mailto:me@pushdesk.org", "--json")
    assert first.json["subject"] == "mailto:me@pushdesk.org"
    assert len(pushdesk("vapid", "list", "--json").json) == 1
    second = pushdesk("vapid", "create", "--json")
    assert second.json["publicKey"] != first.json["publicKey"]
    assert second.json["subject"] == "mailto:me@pushdesk.org"
    keys = pushdesk("vapid", "list", "--json").json
    assert [key["publicKey"] for key in keys] == [first.json["publicKey"], second.json["publicKey"]]
    assert [key["current"] for key in keys] == [False, True]


@pytest.mark.parametrize("contact", ["me@pushdesk.org", "mailto: me@pushdesk.org", "https://localhost/", ""])
def test_a_contact_that_push_services_refuse_makes_no_key(
    pushdesk: Run, data_dir: Path, contact: str
) -> None:
    refused = pushdesk("vapid", "create", "--contact", contact, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert not (data_dir / "pushdesk.sqlite3").exists()


def test_a_key_is_imported_from_a_file_and_from_standard_input(pushdesk: Run, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(PEM)
    imported = pushdesk("vapid", "import", file, "--json")
    assert (imported.status, imported.json["publicKey"]) == (0, PUBLIC)
    assert pushdesk("vapid", "import", "-", stdin=RAW + "\n").status == 0
    assert len(pushdesk("vapid", "list", "--json").json) == 2
    for answer in (imported, pushdesk("vapid", "list"), pushdesk("vapid", "show")):
        assert RAW not in answer.out + answer.err


@pytest.mark.parametrize("content", [b"", b"no key", b"\xff\xfe", PEM[:80]])
def test_a_file_that_is_no_key_is_a_sentence(pushdesk: Run, content: bytes) -> None:
    refused = pushdesk("vapid", "import", "-", "--json", stdin=content)
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert "private P-256 key" in refused.err


def test_a_file_that_is_missing_is_a_sentence(pushdesk: Run, tmp_path: Path) -> None:
    refused = pushdesk("vapid", "import", tmp_path / "nothing")
    assert refused.status == 2
    assert "nothing cannot be read: No such file" in refused.err
