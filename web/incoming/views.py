"""The webhooks of the WhatsApp Business Cloud API and of the SMS gateway. Nothing is placed here: what is signed is
kept, once, and the worker places it."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from complaints.incoming.arrivals import Doors
from complaints.incoming.receiving import Receiving
from complaints.incoming.webhooks import (
    MOST_BYTES,
    is_ours,
    is_signed,
    sms_messages,
    whatsapp_failures,
    whatsapp_messages,
)
from web.guards import public
from web.incoming.blueprint import blueprint
from web.services import services

CHALLENGE = re.compile(r"[0-9A-Za-z_-]{1,100}")


@blueprint.get("/whatsapp")
@public
def whatsapp_set_up() -> ResponseReturnValue:
    """Answers the question that is asked once, when the webhook is set up."""
    number = services().settings.carriers.whatsapp
    if number is None or not number.verify_token:
        abort(404)
    given = request.args.get("hub.verify_token", "")
    challenge = request.args.get("hub.challenge", "")
    if not hmac.compare_digest(given.encode(), number.verify_token.encode()) or not CHALLENGE.fullmatch(challenge):
        abort(403)
    return Response(challenge, mimetype="text/plain")


@blueprint.post("/whatsapp")
@public
def whatsapp() -> ResponseReturnValue:
    """Takes messages of people, and news of messages that did not reach them."""
    number = services().settings.carriers.whatsapp
    if number is None or not number.secret:
        abort(404)
    body = _body()
    if not is_signed(body, request.headers.get("X-Hub-Signature-256", ""), number.secret):
        abort(403)
    document, receiving = _document(body), _receiving()
    for message in whatsapp_messages(document):
        receiving.message(message)
    for failure in whatsapp_failures(document):
        receiving.not_brought(*failure)
    return Response(status=200)


@blueprint.post("/sms")
@public
def sms() -> ResponseReturnValue:
    """Takes messages of people, in JSON or as a form."""
    gateway = services().settings.carriers.sms
    if gateway is None or not gateway.incoming_token:
        abort(404)
    if not is_ours(request.headers.get("Authorization", ""), gateway.incoming_token):
        abort(403)
    document = request.form.to_dict() if request.mimetype.startswith(("application/x-www", "multipart/")) else None
    receiving = _receiving()
    for message in sms_messages(document if document is not None else _document(_body())):
        receiving.message(message)
    return Response(status=200)


def _body() -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        abort(413)
    return body


def _document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        abort(400)


def _receiving() -> Receiving:
    own = services()
    return Receiving(own.session_factory, Doors(own.runtime, own.files, own.settings.secret_key))
