"""An HTTP provider through its own client (twilio): the second way out.

The provider has no field for our own id, so it goes along in the address of the delivery report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Outgoing, Receipt

STATES: Mapping[str, MessageState] = {
    "accepted": MessageState.SUBMITTED,
    "scheduled": MessageState.SUBMITTED,
    "queued": MessageState.SUBMITTED,
    "sending": MessageState.SUBMITTED,
    "sent": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.FAILED,
    "failed": MessageState.REJECTED,
    "canceled": MessageState.REJECTED,
}
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Twilio:
    """`callback` is the public HTTPS address that the provider may call; `http_client` is for tests."""

    account: str
    token: str = field(repr=False)
    callback: str
    http_client: Any = None

    def submit(self, message: Outgoing) -> Receipt:
        import requests
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            made = self._client().messages.create(
                to=message.to,
                from_=message.sender,
                body=message.text,
                status_callback=f"{self.callback}/twilio/dlr?ref={message.ref}",
            )
        except TwilioRestException as error:
            return _refused(error.status)
        except (TwilioException, requests.exceptions.RequestException) as error:
            if _never_connected(error):
                return Receipt(MessageState.LOCKED, "de aanbieder is niet bereikbaar", broken=True)
            # A connection that breaks may have carried the message: only a refused connect proves nothing left.
            return Receipt(MessageState.UNKNOWN, "de verbinding met de aanbieder brak af", broken=True)
        return Receipt(STATES.get(str(made.status), MessageState.UNKNOWN))

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """The provider keeps no record by our id: doubt is left to a person."""
        return Evidence()

    def _client(self) -> Any:
        from twilio.rest import Client

        return Client(self.account, self.token, http_client=self.http_client)


def _never_connected(error: Exception) -> bool:
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)


def signed_by_provider(token: str, url: str, fields: Mapping[str, str], signature: str) -> bool:
    """Whether a callback carries the provider's signature over address and fields."""
    from twilio.request_validator import RequestValidator

    return bool(RequestValidator(token).validate(url, dict(fields), signature))


def _refused(status: int) -> Receipt:
    if status in {401, 403}:
        return Receipt(MessageState.LOCKED, "de aanbieder weigert onze naam of sleutel", broken=True)
    if status == _TOO_MANY:
        return Receipt(MessageState.LOCKED, "de aanbieder vraagt om langzamer te gaan", broken=True)
    if status < 500:
        return Receipt(MessageState.REJECTED, f"de aanbieder weigert dit bericht ({status})")
    return Receipt(MessageState.UNKNOWN, f"de aanbieder antwoordde {status}", broken=True)
