"""Where private keys are kept: the keyring that works, else a file that only the user can read."""

import logging
import os
import stat
import traceback
from pathlib import Path

import keyring
import keyring.errors
import pytest

from pushdesk.model.errors import KeyUnavailable
from pushdesk.model.vapid import KeyStorage
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey
from pushdesk.services.vapid.vault import Vault
from tests.services.vapid.conftest import HangingKeyring, MemoryKeyring

FILE, KEYRING = KeyStorage.FILE, KeyStorage.KEYRING


@pytest.fixture
def key() -> PrivateKey:
    return private_keys.generate()


@pytest.fixture
def vault(data_dir: Path) -> Vault:
    data_dir.mkdir()
    return Vault(data_dir)


def files(data_dir: Path) -> list[Path]:
    return sorted(path for path in data_dir.rglob("*") if path.is_file())


def test_a_keyring_that_works_keeps_it_and_no_file_is_made(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring, data_dir: Path
) -> None:
    assert vault.keep(key) is KEYRING
    assert vault.find(key.public_key, KEYRING).secret() == key.secret()
    assert files(data_dir) == []


def test_the_entry_is_named_after_the_data_folder(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring, data_dir: Path, tmp_path: Path
) -> None:
    vault.keep(key)
    assert list(memory.secrets) == [(f"PushDesk {data_dir.resolve()}", key.public_key)]
    with pytest.raises(KeyUnavailable):
        Vault(tmp_path / "another").find(key.public_key, KEYRING)


def test_without_a_keyring_it_is_in_a_file_of_the_users_own(
    vault: Vault, key: PrivateKey, data_dir: Path
) -> None:
    assert vault.keep(key) is FILE
    (path,) = files(data_dir)
    assert path.read_text("ascii") == key.secret()
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert vault.find(key.public_key, FILE).secret() == key.secret()


def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot(
    vault: Vault, key: PrivateKey, data_dir: Path
) -> None:
    vault.keep(key)
    (path,) = files(data_dir)
    path.chmod(0o644)
    vault.keep(key)
    assert files(data_dir) == [path]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "problem",
    [
        keyring.errors.KeyringLocked("locked"),
        keyring.errors.InitError("no service"),
        keyring.errors.PasswordSetError("refused"),
        RuntimeError("a backend's own error"),
        OSError("no bus"),
    ],
)
def test_whatever_a_keyring_raises_the_key_is_kept_in_a_file(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring, problem: Exception
) -> None:
    memory.problem = problem
    assert vault.keep(key) is FILE
    assert vault.find(key.public_key, FILE).secret() == key.secret()


def test_a_keyring_that_loses_what_it_takes_is_not_trusted(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring
) -> None:
    memory.forgetful = True
    assert vault.keep(key) is FILE


def test_a_keyring_that_does_not_answer_is_not_waited_for_for_good(
    key: PrivateKey, hanging: HangingKeyring, data_dir: Path
) -> None:
    data_dir.mkdir()
    vault = Vault(data_dir, patience=0.05)
    assert vault.keep(key) is FILE
    with pytest.raises(KeyUnavailable, match="does not answer: unlock it") as problem:
        vault.find(key.public_key, KEYRING)
    assert key.public_key[:8] in problem.value.sentence


@pytest.mark.parametrize(
    "problem", [keyring.errors.KeyringLocked(), keyring.errors.NoKeyringError(), RuntimeError("theirs")]
)
def test_a_keyring_that_is_locked_or_elsewhere_is_no_lost_key(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring, problem: Exception
) -> None:
    vault.keep(key)
    memory.problem = problem
    with pytest.raises(KeyUnavailable, match="does not answer: unlock it, or use the desktop session"):
        vault.find(key.public_key, KEYRING)
    memory.problem = None
    assert vault.find(key.public_key, KEYRING).secret() == key.secret()


def test_a_key_that_has_gone_from_the_keyring_is_a_sentence(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring
) -> None:
    vault.keep(key)
    memory.secrets.clear()
    with pytest.raises(
        KeyUnavailable, match="no longer in the operating system's keyring: import it again with"
    ):
        vault.find(key.public_key, KEYRING)


def test_a_key_that_has_gone_from_the_folder_is_a_sentence(
    vault: Vault, key: PrivateKey, data_dir: Path
) -> None:
    vault.keep(key)
    files(data_dir)[0].unlink()
    with pytest.raises(KeyUnavailable, match="no longer in the data folder's “keys”: import it again with"):
        vault.find(key.public_key, FILE)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff\xfe", private_keys.generate().secret().encode()])
def test_a_file_that_is_not_that_key_is_the_same_sentence(
    vault: Vault, key: PrivateKey, data_dir: Path, content: bytes
) -> None:
    vault.keep(key)
    files(data_dir)[0].write_bytes(content)
    with pytest.raises(KeyUnavailable, match="no longer in the data folder"):
        vault.find(key.public_key, FILE)


def test_a_folder_that_cannot_take_it_is_a_sentence(key: PrivateKey, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "keys").write_text("in the way", "utf-8")
    with pytest.raises(KeyUnavailable, match="cannot be kept in the data folder: ") as problem:
        Vault(data_dir).keep(key)
    assert key.secret() not in problem.value.sentence


def test_the_secret_is_in_no_log_and_no_traceback(
    vault: Vault, key: PrivateKey, memory: MemoryKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    memory.problem = keyring.errors.PasswordSetError(f"could not store {key.secret()}")
    vault.keep(key)
    with pytest.raises(KeyUnavailable) as problem:
        vault.find(key.public_key, KEYRING)
    told = caplog.text + "".join(traceback.format_exception(problem.value)) + repr(vars(vault))
    assert "no keyring: PasswordSetError" in caplog.text
    assert key.secret() not in told
