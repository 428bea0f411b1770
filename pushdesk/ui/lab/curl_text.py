"""A caught message as a curl command that sends the same bytes to the same subscription."""

import base64
import shlex

from pushdesk.model.lab import LabCaught

# curl says these itself, or they belonged to the connection.
_OWN = {"authorization", "host", "content-length", "transfer-encoding", "connection", "expect", "user-agent"}
_OWN |= {"accept", "accept-encoding", "pushdesk-delivery"}


def curl(message: LabCaught, push_service: str) -> str:
    """For a POSIX shell with base64; the lab keeps no signature, so the token is $VAPID_TOKEN's to give."""
    url = f"{push_service.rstrip('/')}/push/{message.token}"
    lines = [f"curl -i {shlex.quote(url)}"]
    headers = {name: value for name, value in message.headers.items() if name.lower() not in _OWN}
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    if message.sender_key:
        lines.append(f'-H "Authorization: vapid t=$VAPID_TOKEN, k={message.sender_key}"')
    if not message.body:
        return " \\\n  ".join([*lines, "-X POST"])
    body = base64.b64encode(message.body).decode()
    return f"printf %s {body} | base64 -d | " + " \\\n  ".join([*lines, "--data-binary @-"])
