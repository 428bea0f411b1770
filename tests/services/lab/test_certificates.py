"""The lab's certificates: made once, kept, renewed in time, readable by nobody else."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from pushdesk.model.errors import FolderError
from pushdesk.services.lab.certificates import ensure

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def contents(folder: Path) -> dict[str, bytes]:
    """The files by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_they_are_kept_and_used_again(tmp_path: Path) -> None:
    ensure(tmp_path, NOW)
    first = contents(tmp_path / "lab")
    ensure(tmp_path, NOW + timedelta(days=300))
    assert contents(tmp_path / "lab") == first
    assert set(first) == {"ca.pem", "ca.key", "server.pem"}


def test_the_certificate_names_localhost_and_both_loopback_addresses(tmp_path: Path) -> None:
    leaf = x509.load_pem_x509_certificate(ensure(tmp_path, NOW).server_file.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert {str(address) for address in names.get_values_for_type(x509.IPAddress)} == {"127.0.0.1", "::1"}


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_only_the_user_can_read_the_private_keys(tmp_path: Path) -> None:
    ensure(tmp_path, NOW)
    for name in ("ca.key", "server.pem"):
        assert stat.S_IMODE((tmp_path / "lab" / name).stat().st_mode) == 0o600


def test_near_its_end_the_certificate_is_renewed_and_the_authority_stays(tmp_path: Path) -> None:
    ensure(tmp_path, NOW)
    first = contents(tmp_path / "lab")
    later = NOW + timedelta(days=340)
    renewed = ensure(tmp_path, later)
    second = contents(tmp_path / "lab")
    assert second["ca.pem"] == first["ca.pem"]
    leaf = x509.load_pem_x509_certificate(renewed.server_file.read_bytes())
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(second["ca.pem"]))
    assert leaf.not_valid_after_utc > later + timedelta(days=300)


@pytest.mark.parametrize("name", ["ca.pem", "ca.key", "server.pem"])
@pytest.mark.parametrize(
    "damage", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", None]
)
def test_a_damaged_or_missing_file_is_made_again(tmp_path: Path, name: str, damage: bytes | None) -> None:
    ensure(tmp_path, NOW)
    path = tmp_path / "lab" / name
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    ensure(tmp_path, NOW).server_context()
    authority = x509.load_pem_x509_certificate((tmp_path / "lab" / "ca.pem").read_bytes())
    leaf = x509.load_pem_x509_certificate((tmp_path / "lab" / "server.pem").read_bytes())
    leaf.verify_directly_issued_by(authority)


def test_a_folder_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(FolderError, match="certificates cannot be kept"):
        ensure(tmp_path, NOW)
