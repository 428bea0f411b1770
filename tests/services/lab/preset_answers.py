"""What each preset's sender must see, written down a second time and reviewed: status, headers, body."""

import json

Expected = tuple[int, dict[str, str], str]

_FCM = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "0",
}
_APPLE = {
    "Content-Type": "text/plain; charset=UTF-8",
    "apns-id": "3316C717-B933-A21A-9F5A-715253E66316",
}
_PAGE = (
    "<HTML>\n<HEAD>\n<TITLE>UnauthorizedRegistration</TITLE>\n</HEAD>\n"
    '<BODY BGCOLOR="#FFFFFF" TEXT="#000000">\n<H1>UnauthorizedRegistration</H1>\n<H2>Error 400</H2>\n'
    "</BODY>\n</HTML>\n"
)
_AGES = {"Cache-Control": "max-age=86400"}


def _fcm(status: int, words: str) -> Expected:
    return status, _FCM, f"{words}\n"


def _mozilla(
    status: int, errno: int, error: str, message: str, more: dict[str, str] | None = None
) -> Expected:
    headers = {"Content-Type": "application/json", "Strict-Transport-Security": "max-age=31536000"}
    where = "http://autopush.readthedocs.io/en/latest/http.html#error-codes"
    body = {"code": status, "errno": errno, "error": error, "message": message, "more_info": where}
    return status, headers | (more or {}), json.dumps(body, separators=(",", ":"))


def _apple(status: int, reason: str) -> Expected:
    return status, _APPLE, f'{{"reason":"{reason}"}}'


def _wns(status: int, words: str, **headers: str) -> Expected:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, ({"X-WNS-ERROR-DESCRIPTION": words} if words else {}) | named, ""


def _lab(status: int, code: str, more: dict[str, str] | None = None) -> Expected:
    body = f'{{"error": {{"code": "{code}", "message": "The lab answers so because a fault says so."}}}}'
    return status, {"Content-Type": "application/json; charset=utf-8"} | (more or {}), body


ANSWERS: dict[str, Expected] = {
    "400": _lab(400, "bad_request"),
    "401": _lab(401, "unauthorized", {"WWW-Authenticate": "vapid"}),
    "403": _lab(403, "forbidden"),
    "404": _lab(404, "not_found"),
    "406": _lab(406, "not_acceptable"),
    "410": _lab(410, "gone"),
    "413": _lab(413, "payload_too_large"),
    "429": _lab(429, "too_many_requests", {"Retry-After": "5"}),
    # The lab's clock of the tests stands at noon.
    "429-date": _lab(429, "too_many_requests", {"Retry-After": "Wed, 25 Nov 2026 12:00:05 GMT"}),
    "500": _lab(500, "internal_error"),
    "503": _lab(503, "unavailable", {"Retry-After": "5"}),
    "fcm-gone": _fcm(410, "push subscription has unsubscribed or expired."),
    "fcm-forgot": _fcm(
        404,
        "A valid push subscription endpoint should be specified in the URL as such: "
        "https://fcm.googleapis.com/wp/dHIoDxE7Hdg:APA91bH1Zj0kNa...",
    ),
    "fcm-key-mismatch": _fcm(
        403,
        "the VAPID credentials in the authorization header do not correspond to the credentials used to "
        "create the subscriptions.",
    ),
    "fcm-invalid-jwt": _fcm(403, "invalid JWT provided"),
    "fcm-old-subscription": (400, {"Content-Type": "text/html; charset=UTF-8"}, _PAGE),
    "fcm-passing-401": _fcm(401, "invalid push subscription endpoint"),
    "mozilla-gone": _mozilla(410, 106, "Gone", "No such subscription", _AGES),
    "mozilla-no-device": _mozilla(410, 103, "Gone", "UAID not found", _AGES),
    "mozilla-invalid-endpoint": _mozilla(404, 102, "Not Found", "Invalid token"),
    "mozilla-key-mismatch": _mozilla(401, 109, "Unauthorized", "VAPID public key mismatch"),
    "mozilla-auth-expired": _mozilla(401, 109, "Unauthorized", "Auth expired"),
    "mozilla-no-ttl": _mozilla(400, 111, "Bad Request", "Missing TTL value"),
    "mozilla-android-too-large": _mozilla(
        413,
        104,
        "Payload Too Large",
        "This message is intended for a constrained device and is limited to 3070 bytes. "
        "Converted buffer too long by 24 bytes",
    ),
    "mozilla-unavailable": _mozilla(
        503, 201, "Service Unavailable", "Use exponential back-off for retries", {"Retry-After": "120"}
    ),
    "apple-contact": _apple(403, "BadJwtToken"),
    "apple-key-mismatch": _apple(400, "VapidPkHashMismatch"),
    "apple-topic": _apple(400, "BadWebPushTopic"),
    "apple-gone": (410, _APPLE, '{"reason":"Unregistered","timestamp":1716195580169}'),
    "apple-too-large": _apple(413, "PayloadTooLarge"),
    "apple-too-many": _apple(429, "TooManyRequests"),
    "edge-ttl-0": _wns(
        400,
        "Ttl value conflicts with X-WNS-Cache-Policy.",
        X_WNS_STATUS="dropped",
        X_WNS_NOTIFICATIONSTATUS="dropped",
    ),
    "edge-gone": _wns(
        410,
        "Revoked channel URL",
        X_WNS_STATUS="revoked",
        X_WNS_DEBUG_TRACE="AM3PEPF00006225",
        X_WNS_MSG_ID="3155CBC13625D6D0",
    ),
    "edge-key-mismatch": _wns(
        401,
        "The public key used to sign JWT does not match with the one included in channel Url",
        X_WNS_MSG_ID="2D3CCACF3E2F45C0",
        X_WNS_DEBUG_TRACE="DB5PEPF0000A9B6",
        Strict_Transport_Security="max-age=31536000; includeSubDomains",
    ),
    "edge-throttled": _wns(
        406,
        "",
        X_WNS_STATUS="channelthrottled",
        X_WNS_NOTIFICATIONSTATUS="channelthrottled",
        Retry_After="60",
    ),
}
_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
# Those that are no plain answer: kind, status, headers, body, seconds.
OTHERS: dict[str, tuple[str, int, dict[str, str], str, float]] = {
    "silent": ("silent", 201, {}, "", 0.0),
    "delay": ("delay", 201, {}, "", 5.0),
    "drop": ("drop", 201, {}, "", 0.0),
    "reset": (
        "reset",
        201,
        _TEXT,
        "This answer is longer than what comes of it before the connection is reset.\n",
        0.0,
    ),
    "drip": ("drip", 201, _TEXT, "One byte of this at a time.\n", 10.0),
}
