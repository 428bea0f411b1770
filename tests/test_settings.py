"""Settings: argument, then environment, then the folder's file, then default; each wrong one a sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_data_path

from pushdesk.model.errors import BadInput, FolderError
from pushdesk.settings import FILE_NAME, CurrentSettings, Settings, Theme, load_settings, save_settings

Write = Callable[[object], Path]


@pytest.fixture
def write(data_dir: Path) -> Write:
    """Writes the data folder's settings.json."""

    def call(content: object) -> Path:
        data_dir.mkdir(exist_ok=True)
        path = data_dir / FILE_NAME
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path

    return call


def refusal(**named: Any) -> str:
    with pytest.raises(BadInput) as problem:
        load_settings(**named)
    return problem.value.sentence


def test_nothing_needs_to_be_set(data_dir: Path) -> None:
    settings = load_settings()
    assert settings.data_dir == data_dir
    assert (settings.receiver_port, settings.push_service_port, settings.push_service_tls_port) == (
        8765,
        8766,
        8767,
    )
    assert (settings.contact, settings.trusted_push_hosts, settings.theme) == ("", (), Theme.SYSTEM)
    assert not data_dir.exists()


@pytest.mark.parametrize("value", [None, ""])
def test_the_data_is_in_the_users_folder_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("PUSHDESK_DATA_DIR")
    else:
        monkeypatch.setenv("PUSHDESK_DATA_DIR", value)
    assert load_settings().data_dir == user_data_path("PushDesk", appauthor=False)


def test_argument_beats_environment_beats_file_beats_default(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().receiver_port == 8765
    write({"receiver_port": 1111})
    assert load_settings().receiver_port == 1111
    monkeypatch.setenv("PUSHDESK_RECEIVER_PORT", "2222")
    assert load_settings().receiver_port == 2222
    assert load_settings(receiver_port=3333).receiver_port == 3333
    assert load_settings(receiver_port=None).receiver_port == 2222


def test_the_file_is_the_one_in_the_named_folder(write: Write, tmp_path: Path) -> None:
    write({"receiver_port": 1111})
    other = tmp_path / "other"
    other.mkdir()
    (other / FILE_NAME).write_text('{"receiver_port": 2222}', "utf-8")
    assert load_settings().receiver_port == 1111
    assert load_settings(data_dir=other).receiver_port == 2222
    assert load_settings(data_dir=str(other)).receiver_port == 2222


def test_the_file_cannot_move_the_folder(
    write: Write, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"data_dir": str(tmp_path / "elsewhere"), "receiver_port": 1111})
    monkeypatch.delenv("PUSHDESK_DATA_DIR")
    monkeypatch.setattr("pushdesk.settings.user_data_path", lambda *_names, **_more: data_dir)
    settings = load_settings()
    assert (settings.data_dir, settings.receiver_port) == (data_dir, 1111)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no names of other case")
def test_the_environments_case_does_not_matter_not_even_for_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PUSHDESK_DATA_DIR")
    (tmp_path / FILE_NAME).write_text('{"receiver_port": 1111}', "utf-8")
    monkeypatch.setenv("pushdesk_data_dir", str(tmp_path))
    monkeypatch.setenv("Pushdesk_Concurrency", "7")
    settings = load_settings()
    assert (settings.data_dir, settings.receiver_port, settings.concurrency) == (tmp_path, 1111, 7)


def test_a_folder_below_home_or_here_becomes_a_whole_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE_NAME).write_text('{"receiver_port": 1111}', "utf-8")
    for name in ("~", "."):
        monkeypatch.setenv("PUSHDESK_DATA_DIR", name)
        settings = load_settings()
        assert (settings.data_dir, settings.receiver_port) == (tmp_path, 1111)


def test_trusted_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSHDESK_TRUSTED_PUSH_HOSTS", " 127.0.0.1:8090, LocalHost:8090 ,,[::1]")
    settings = load_settings()
    assert settings.trusted_push_hosts == ("127.0.0.1:8090", "localhost:8090", "[::1]")
    endpoint = "http://localhost:8090/push/1"
    assert settings.endpoint_policy.check(endpoint) == endpoint


def test_trusted_hosts_may_be_a_list_in_the_file(write: Write) -> None:
    write({"trusted_push_hosts": ["127.0.0.1:8090", "Push.Intra"]})
    assert load_settings().trusted_push_hosts == ("127.0.0.1:8090", "push.intra")


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    write({"receiver_port": 1111})
    monkeypatch.setenv("PUSHDESK_RECEIVER_PORT", "")
    monkeypatch.setenv("PUSHDESK_TRUSTED_PUSH_HOSTS", "")
    settings = load_settings()
    assert (settings.receiver_port, settings.trusted_push_hosts) == (1111, ())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("receiver_port", "http", "must be a whole number"),
        ("receiver_port", "65536", "must be 65535 or less"),
        ("receiver_port", "-1", "must be 0 or more"),
        ("push_service_port", "1.5", "must be a whole number"),
        ("concurrency", "0", "must be 1 or more"),
        ("messages_per_second", "-1", "must be 0 or more"),
        ("request_timeout", "0", "must be more than 0"),
        ("request_timeout", "nan", "must be"),
        ("request_timeout", "soon", "must be a number"),
        ("max_attempts", "21", "must be 20 or less"),
        ("theme", "pink", "must be system, light or dark"),
        ("contact", "me@company.com", "is wrong: The contact must be mailto:you@your-domain or"),
        ("contact", "mailto:me@localhost", "is wrong: Push services refuse a contact at “localhost”"),
        ("proxy", "socks5://proxy.example", "is wrong: This is no address of a proxy: write it like"),
        ("trusted_push_hosts", "http://127.0.0.1:8090", "is wrong: “http://127.0.0.1:8090” names no host"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"PUSHDESK_{name.upper()}", value)
    sentence = refusal()
    assert sentence.startswith(f"The setting {name} (PUSHDESK_{name.upper()}) {words}")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"trusted_push_hosts": 5}, "must be a list"),
        ({"trusted_push_hosts": [5]}, "must be text"),
        ({"trusted_push_hosts": {"a": 1}}, "must be a list"),
        ({"theme": 5}, "must be system, light or dark"),
        ({"contact": ["a"]}, "must be text"),
        ({"receiver_port": None}, "must be a whole number"),
        ({"lab_columns": {"Topic": True}}, "must be a list"),
        ({"lab_columns": [["Topic", "always"]]}, "must be true or false"),
    ],
)
def test_a_wrong_value_in_the_file_is_one_sentence(write: Write, content: object, words: str) -> None:
    write(content)
    assert words in refusal()


@pytest.mark.parametrize("content", ["{", "", "[]", '"text"', "null", "5", "{'a': 1}", "[" * 100_000])
def test_a_file_that_is_no_json_object_is_a_sentence(write: Write, content: str) -> None:
    path = write(content)
    assert refusal() == "settings.json in the data folder is not a JSON object: mend it or delete it."
    with pytest.raises(BadInput):
        save_settings(Settings.model_construct(data_dir=path.parent), theme="dark")
    assert path.read_text("utf-8") == content


def test_a_file_that_is_not_utf_8_is_a_sentence(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b'{"contact": "\xff"}')
    assert "is not a JSON object" in refusal()


def test_a_file_that_cannot_be_read_is_a_sentence(data_dir: Path) -> None:
    (data_dir / FILE_NAME).mkdir(parents=True)
    with pytest.raises(FolderError, match=r"settings\.json in the data folder cannot be read: "):
        load_settings()


def test_a_data_folder_that_is_a_file_has_no_settings_yet(data_dir: Path) -> None:
    data_dir.write_text("", "utf-8")
    assert load_settings().receiver_port == 8765


def test_saving_writes_only_what_changed_and_keeps_what_it_does_not_know(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write({"theme": "light", "of_a_newer_version": {"a": [None]}})
    monkeypatch.setenv("PUSHDESK_CONCURRENCY", "7")
    saved = save_settings(load_settings(), theme="dark", trusted_push_hosts=["Localhost:1"])
    assert (saved.theme, saved.trusted_push_hosts, saved.concurrency) == (Theme.DARK, ("localhost:1",), 7)
    assert json.loads(path.read_text("utf-8")) == {
        "theme": "dark",
        "of_a_newer_version": {"a": [None]},
        "trusted_push_hosts": ["localhost:1"],
    }
    assert load_settings() == saved


def test_saving_makes_the_folder_where_there_is_none(data_dir: Path) -> None:
    save_settings(load_settings(), contact="mailto:me@company.com")
    assert json.loads((data_dir / FILE_NAME).read_text("utf-8")) == {"contact": "mailto:me@company.com"}


def test_columns_that_were_chosen_are_read_again(data_dir: Path) -> None:
    save_settings(load_settings(), lab_columns=(("Topic", True), ("TTL", False)))
    assert load_settings().lab_columns == (("Topic", True), ("TTL", False))
    save_settings(load_settings(), lab_columns=())
    assert load_settings().lab_columns == ()


def test_a_contact_can_be_taken_away_again(write: Write) -> None:
    write({"contact": "mailto:me@company.com"})
    assert save_settings(load_settings(), contact="").contact == ""
    assert load_settings().contact == ""


def test_a_wrong_value_is_not_saved(write: Write) -> None:
    path = write({"theme": "light"})
    before = path.read_bytes()
    with pytest.raises(BadInput, match="receiver_port"):
        save_settings(load_settings(), theme="dark", receiver_port=70000)
    assert path.read_bytes() == before


def test_a_failed_save_leaves_the_old_file_whole_and_nothing_beside_it(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write({"theme": "light"})
    settings = load_settings()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        FolderError, match=r"cannot be saved: No space left on device\. Check the data folder"
    ):
        save_settings(settings, theme="dark")
    assert [entry.name for entry in path.parent.iterdir()] == [FILE_NAME]
    assert json.loads(path.read_text("utf-8")) == {"theme": "light"}


def test_a_reader_never_sees_half_a_file(write: Write) -> None:
    path = write({"theme": "light", "padding": "x" * 100_000})
    settings = load_settings()
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import json, pathlib, sys\n"
            "print('ready', flush=True)\n"
            "reads = 0\n"
            f"path = pathlib.Path({str(path)!r})\n"
            "while True:\n"
            "    found = json.loads(path.read_text('utf-8'))\n"
            "    reads += 1\n"
            "    if found['theme'] == 'dark': break\n"
            "print(reads)\n",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    for concurrency in range(1, 50):
        save_settings(settings, concurrency=concurrency)
    save_settings(settings, theme="dark")
    output, _ = reader.communicate(timeout=30)
    assert reader.returncode == 0
    assert int(output) > 0


def test_what_was_saved_is_current_for_services_that_go_on(write: Write) -> None:
    write({"theme": "light"})
    current = CurrentSettings(load_settings())
    assert current.save(theme="dark") is current()
    assert current().theme is Theme.DARK
    with pytest.raises(BadInput):
        current.save(concurrency=0)
    assert current().theme is Theme.DARK


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().theme = Theme.DARK  # type: ignore[misc]
