"""An HTTP provider through its own client (twilio): the second way out.

The provider has no field for our own id, so it goes along in the address of the delivery report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Incoming, Outgoing, Receipt

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
OPTED_OUT = 21610  # the provider's error: this number said STOP to the sender, and the provider kept it to itself
_TOO_MANY = 429
_LOOK_BACK = timedelta(days=7)
_PAGE = 1000  # messages of one page of the provider's list


@dataclass(frozen=True, slots=True)
class Twilio:
    """`callback` is the public HTTPS address that the provider may call; `senders` are our numbers at it (E.164).

    `timeout` in seconds, for every answer of the provider: a message is handed over while nobody else may write.
    `http_client` is for tests.
    """

    account: str
    token: str = field(repr=False)
    callback: str
    senders: Sequence[str]
    http_client: Any = None
    timeout: float = 10.0

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
            if error.code == OPTED_OUT:
                return Receipt(MessageState.REJECTED, "afgemeld bij de aanbieder", opted_out=True)
            return _refused(error.status)
        except (TwilioException, requests.exceptions.RequestException) as error:
            if _never_connected(error):
                return Receipt(MessageState.LOCKED, "de aanbieder is niet bereikbaar", broken=True)
            # A connection that breaks may have carried the message: only a refused connect proves nothing left.
            return Receipt(MessageState.UNKNOWN, "de verbinding met de aanbieder brak af", broken=True)
        return Receipt(STATES.get(str(made.status), MessageState.UNKNOWN))

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """Answers of the last week to our numbers, also those whose callback we missed; who said STOP is among them.

        The provider keeps no record by our id: doubt is left to a person.
        """
        return Evidence(answers=[one for sender in self.senders for one in self._heard(sender, now - _LOOK_BACK)])

    def _heard(self, sender: str, since: datetime) -> Iterator[Incoming]:
        """To the end of the list, which tells the newest first: an older STOP counts as much."""
        import requests
        from twilio.base.exceptions import TwilioException

        try:
            for one in self._client().messages.stream(to=sender, date_sent_after=since, page_size=_PAGE):
                if one.direction == "inbound":
                    yield Incoming(f"twilio {one.sid}", str(one.from_), str(one.body))
        except (TwilioException, requests.exceptions.RequestException):
            return  # what came before it counts; the next look asks for all of it again

    def _client(self) -> Any:
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        # Of itself the client waits for ever.
        return Client(self.account, self.token, http_client=self.http_client or TwilioHttpClient(timeout=self.timeout))


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
