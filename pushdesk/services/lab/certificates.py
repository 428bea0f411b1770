"""The lab's own small certificate authority and its certificate for localhost, kept between starts.

A client that trusts `ca_file` (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE) goes on trusting the lab after the
server's certificate was renewed.
"""

import base64
import hashlib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization

from pushdesk import whole_file
from pushdesk.model.errors import FolderError
from pushdesk.services.lab.swept_tls import SweptContext

FOLDER = "lab"
NAMES = ("localhost", "127.0.0.1", "::1")
# Some TLS stacks refuse a server certificate that is valid for more than 398 days.
_LEAF_DAYS = 365
_RENEW = timedelta(days=30)
_CA_CERTIFICATE, _CA_KEY, _SERVER = "ca.pem", "ca.key", "server.pem"


@dataclass(frozen=True)
class Certificates:
    """Paths of PEM files: the authority's certificate; the server's private key with its chain."""

    ca_file: Path
    server_file: Path

    def server_context(self) -> ssl.SSLContext:
        """A TLS context for the lab's server."""
        context = SweptContext()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.server_file)
        return context

    def key_hash(self) -> str:
        """The SHA-256 of the server's key (SubjectPublicKeyInfo) in base64: Chromium can trust that alone."""
        key = x509.load_pem_x509_certificate(self.server_file.read_bytes()).public_key()
        raw = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(raw).digest()).decode()


def ensure(data_dir: Path, now: datetime) -> Certificates:
    """The certificates in `data_dir`/lab, made or renewed where that is needed. Blocks.

    Raises FolderError where they cannot be written.
    """
    folder = data_dir / FOLDER
    certificates = Certificates(folder / _CA_CERTIFICATE, folder / _SERVER)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _read_authority(folder)
        if authority is None:
            authority = trustme.CA(organization_name="PushDesk lab")
            whole_file.replace(folder / _CA_KEY, authority.private_key_pem.bytes())
            whole_file.replace(certificates.ca_file, authority.cert_pem.bytes(), 0o644)
        if not _serves(certificates.server_file, authority, now):
            _issue(authority, certificates.server_file, now)
    except OSError as problem:
        raise FolderError(
            f"The lab's certificates cannot be kept in the data folder: {problem.strerror}. Check its rights."
        ) from None
    return certificates


def _issue(authority: trustme.CA, path: Path, now: datetime) -> None:
    leaf = authority.issue_cert(
        *NAMES,
        organization_name="PushDesk lab",
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=_LEAF_DAYS),
    )
    whole_file.replace(path, leaf.private_key_and_cert_chain_pem.bytes())


def _read_authority(folder: Path) -> trustme.CA | None:
    """The kept authority (trustme's end in 2038); None where there is none or its files do not fit."""
    try:
        certificate, key = (folder / _CA_CERTIFICATE).read_bytes(), (folder / _CA_KEY).read_bytes()
        parsed = x509.load_pem_x509_certificate(certificate)
        own = serialization.load_pem_private_key(key, password=None).public_key() == parsed.public_key()
        return trustme.CA.from_pem(certificate, key) if own else None
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _serves(path: Path, authority: trustme.CA, now: datetime) -> bool:
    """Whether the server's file is whole, from `authority`, and good for some time yet."""
    try:
        raw = path.read_bytes()
        leaf = x509.load_pem_x509_certificate(raw)
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
        own = serialization.load_pem_private_key(raw, password=None).public_key() == leaf.public_key()
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature):
        return False
    return own and leaf.not_valid_before_utc <= now and leaf.not_valid_after_utc > now + _RENEW
