"""Why no answer came: a sentence for each of libcurl's codes."""

import pycurl

# Codes of libcurl that pycurl has no name for (curl.se/libcurl/c/libcurl-errors.html).
_E_WEIRD_SERVER_REPLY, _E_HTTP2_STREAM, _E_PROXY, _E_TOO_LARGE = 8, 92, 97, 100
AFTER_THE_STATUS = frozenset(
    {
        pycurl.E_WRITE_ERROR,
        pycurl.E_PARTIAL_FILE,
        pycurl.E_OPERATION_TIMEDOUT,
        pycurl.E_BAD_CONTENT_ENCODING,
        pycurl.E_RECV_ERROR,
        _E_HTTP2_STREAM,
        pycurl.E_HTTP2,
    }
)
UNUSABLE = "The endpoint is a URL that no connection can be made to."
_NOT_HTTP = "What answers at the push service's address does not speak HTTP."
_BROKEN = "The connection broke before the answer came."
_INSECURE = "No secure connection could be made to the push service."
_UNTRUSTED = "The push service's TLS certificate is not trusted on this computer."
_AWAY = "Nobody listens at the push service's address, or a firewall is in between."
_NO_NAME = "The push service's name cannot be found: is this computer online?"
_PROXY_AWAY = "The proxy set for this computer does not answer: check the proxy settings."
_PROXY_REFUSED = "The proxy set for this computer refused to connect to the push service."
_SENTENCES = {
    pycurl.E_UNSUPPORTED_PROTOCOL: _NOT_HTTP,
    pycurl.E_URL_MALFORMAT: UNUSABLE,
    pycurl.E_COULDNT_RESOLVE_HOST: _NO_NAME,
    pycurl.E_COULDNT_CONNECT: _AWAY,
    _E_WEIRD_SERVER_REPLY: _NOT_HTTP,
    pycurl.E_SSL_CONNECT_ERROR: _INSECURE,
    pycurl.E_PEER_FAILED_VERIFICATION: _UNTRUSTED,
    _E_TOO_LARGE: _NOT_HTTP,
}
_SENTENCES_BY_PROXY = {
    pycurl.E_COULDNT_RESOLVE_PROXY: _PROXY_AWAY,
    pycurl.E_COULDNT_CONNECT: _PROXY_AWAY,
    _E_PROXY: _PROXY_REFUSED,
}


def sentence(code: int, *, proxied: bool, refused: bool) -> str:
    """For libcurl's `code`; `refused`: the proxy, where there is one, said so."""
    if proxied and refused:
        return _PROXY_REFUSED
    if proxied and code in _SENTENCES_BY_PROXY:
        return _SENTENCES_BY_PROXY[code]
    return _SENTENCES.get(code, _BROKEN)
