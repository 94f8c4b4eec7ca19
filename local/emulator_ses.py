"""
Lets MiniStack's SES keep what it drops of a mail, and refuse what AWS refuses.

`SendEmail` of SES v2 keeps the attachments of a simple message and the addresses that get answers. It refuses an attachment without name
or content, and a message above 40 MB.

`/_ministack/ses/messages` shows both, as `Attachments` (`FileName`, `ContentType`, `Content` in base64) and `ReplyTo`. With `?to=<text>`
it shows only mails to or in copy to addresses that contain the text, regardless of case: attachments of all mails are many megabytes.

For tests, by the first letters of a recipient's address:

- `refused…`: SES refuses the mail (`MessageRejected`, HTTP 400).
- `throttled…`: SES refuses the first mail to the address (`TooManyRequestsException`, HTTP 429), and takes further ones.
- `hang…`: SES takes the mail at once, and answers after 30 s.
- `bounce…`: SES takes the mail, and publishes a permanent bounce of this recipient a moment later.
- `complain…`: SES takes the mail, and publishes a complaint of this recipient a moment later.

Bounces and complaints go to the SNS topics of the event destinations of the mail's configuration set (`emulator_ses_events.py`).
"""

import asyncio
import base64
import binascii
import json
from email.utils import parseaddr

import emulator_ses_events
import ministack.app
from ministack.services import ses, ses_v2

SEND_PATH = "/v2/email/outbound-emails"
LARGEST_MESSAGE_BYTES = 40 * 1024 * 1024
LONGEST_FILE_NAME = 255
# Base64 in a mail has lines of 76 characters and a line break.
LINE_CHARACTERS, LINE_BYTES = 76, 78
REFUSED_PREFIX, THROTTLED_PREFIX, HANGING_PREFIX = "refused", "throttled", "hang"
HANGING_SECONDS = 30

answered = ses_v2.handle_request
listed = ministack.app._handle_ses_messages_request


# The addresses that were throttled once.
throttled = set()


class Refused(Exception):
    """A mail that is not taken: its error code and message, and the HTTP status where that is not 400."""


def recipients_of(data):
    destination = data.get("Destination") or {}
    kinds = ("ToAddresses", "CcAddresses", "BccAddresses")
    return [address for kind in kinds for address in destination.get(kind) or []]


def names_one(data, prefix):
    """True if the address of a recipient begins so."""
    return any(parseaddr(each)[1].lower().startswith(prefix) for each in recipients_of(data))


def texts_of(simple):
    """The subject and the bodies of a simple message."""
    body = simple.get("Body") or {}
    parts = (simple.get("Subject"), body.get("Text"), body.get("Html"))
    return [(part or {}).get("Data") or "" for part in parts]


def size_of(simple):
    """About as many bytes as the message has on its way: attachments in base64, in lines."""
    contents = [attachment["RawContent"] for attachment in simple.get("Attachments") or []]
    lines = sum(-(-len(content) // LINE_CHARACTERS) for content in contents)
    return sum(len(text.encode()) for text in texts_of(simple)) + lines * LINE_BYTES


def check(data, simple):
    for index, attachment in enumerate(simple.get("Attachments") or []):
        name = attachment.get("FileName")
        if not name or len(name) > LONGEST_FILE_NAME:
            raise Refused("BadRequestException", f"Attachment {index} must have a FileName of 1 to {LONGEST_FILE_NAME} characters")
        try:
            base64.b64decode(attachment.get("RawContent") or "!", validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refused("BadRequestException", f"Attachment {index} must have RawContent in base64") from error
    if size_of(simple) > LARGEST_MESSAGE_BYTES:
        raise Refused("BadRequestException", f"Message length is more than {LARGEST_MESSAGE_BYTES} bytes long")
    if names_one(data, REFUSED_PREFIX):
        raise Refused("MessageRejected", "The test asks for a refusal of this recipient")
    new = {each for each in recipients_of(data) if parseaddr(each)[1].lower().startswith(THROTTLED_PREFIX)} - throttled
    if new:
        throttled.update(new)
        raise Refused("TooManyRequestsException", "The test asks for throttling of this recipient", 429)


def kept_attachment(attachment):
    return {
        "FileName": attachment["FileName"],
        "ContentType": attachment.get("ContentType") or "application/octet-stream",
        "Content": attachment["RawContent"],
    }


async def send_email(request, data):
    simple = (data.get("Content") or {}).get("Simple") or {}
    try:
        check(data, simple)
    except Refused as error:
        return ses_v2._json_err(*error.args)
    status, headers, body = await answered(*request)
    if status == 200:
        message_id = json.loads(body)["MessageId"]
        record = next(each for each in reversed(ses._sent_emails_list()) if each["MessageId"] == message_id)
        record["ReplyTo"] = data.get("ReplyToAddresses") or []
        record["Attachments"] = [kept_attachment(each) for each in simple.get("Attachments") or []]
        emulator_ses_events.publish_later(data, message_id, recipients_of(data))
        if names_one(data, HANGING_PREFIX):
            await asyncio.sleep(HANGING_SECONDS)
    return status, headers, body


async def handle_request(method, path, headers, body, query):
    request = (method, path, headers, body, query)
    if method != "POST" or path.rstrip("/") != SEND_PATH:
        return await answered(*request)
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return await answered(*request)
    return await send_email(request, data)


def is_to(message, wanted):
    return any(wanted in address.lower() for address in [*message["To"], *message["CC"]])


async def list_messages(method, path, headers, query):
    """What MiniStack lists, with what is kept here."""
    answer = await listed(method, path, headers, query)
    if answer is None or answer[0] != 200:
        return answer
    status, answer_headers, body = answer
    kept = {}
    for records in ses._sent_emails.to_dict().values():
        kept.update((record["MessageId"], record) for record in records)
    wanted = ses_v2._first_query_value(query, "to").lower()
    accounts = {
        account: [
            {
                **message,
                "ReplyTo": kept[message["MessageId"]].get("ReplyTo", []),
                "Attachments": kept[message["MessageId"]].get("Attachments", []),
            }
            for message in messages
            if is_to(message, wanted)
        ]
        for account, messages in json.loads(body)["messages"].items()
    }
    return status, answer_headers, json.dumps({"messages": accounts}).encode()


def install():
    """Makes the running MiniStack keep and show all of a mail."""
    ses_v2.handle_request = handle_request
    ministack.app._handle_ses_messages_request = list_messages
