"""What the receiver's worker reports of messages that other senders pushed to a browser of the lab."""

from sqlmodel import Session

from pushdesk.model.errors import NotFound
from pushdesk.model.receipt import SeenReport
from pushdesk.services.lab import records
from pushdesk.services.store import caught


def store(session: Session, report: SeenReport) -> bool:
    """Keep a report with the caught message it fits; whether there is one.

    Raises NotFound for an endpoint that is not the lab's.
    """
    token = records.owned_endpoints(session, [report.endpoint]).get(report.endpoint)
    if token is None:
        raise NotFound("The lab did not hand out that endpoint: it sees nothing of its messages.")
    return caught.see(session, token, report)
