"""
Publishes what SES v2 tells of mails that failed: MiniStack stores event destinations and publishes nothing.

The events have the form of "Examples of event data that Amazon SES publishes to Amazon SNS", with the tags of the mail.
"""

import asyncio
import json
import uuid
from datetime import datetime, timezone
from email.utils import parseaddr

from ministack.services import ses_v2, sns

# By the first letters of a recipient's address.
BOUNCING_PREFIX, COMPLAINING_PREFIX = "bounce", "complain"
# Long enough for the sender to have its answer first.
DELAY_SECONDS = 1
SUBJECT = "Amazon SES Email Event Notification"


def instant():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def addresses_with(prefix, recipients):
    addresses = [parseaddr(each)[1] for each in recipients]
    return [address for address in addresses if address.lower().startswith(prefix)]


def mail_of(data, message_id, recipients):
    """The part of an event that describes the mail. Each tag has a list of values."""
    tags = {"ses:configuration-set": [data["ConfigurationSetName"]]}
    for tag in data.get("EmailTags") or []:
        tags.setdefault(tag["Name"], []).append(tag["Value"])
    return {
        "timestamp": instant(),
        "source": data.get("FromEmailAddress", ""),
        "sendingAccountId": ses_v2.get_account_id(),
        "messageId": message_id,
        "destination": recipients,
        "headersTruncated": False,
        "tags": tags,
    }


def bounce_of(addresses):
    return {
        "feedbackId": str(uuid.uuid4()),
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [
            {"emailAddress": each, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
            for each in addresses
        ],
        "timestamp": instant(),
        "reportingMTA": "dsn; a0-0.smtp-out.amazonses.com",
    }


def complaint_of(addresses):
    at = instant()
    return {
        "feedbackId": str(uuid.uuid4()),
        "complaintSubType": None,
        "complainedRecipients": [{"emailAddress": each} for each in addresses],
        "timestamp": at,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": at,
    }


def topics_for(configuration_set, event_type):
    """The topics that are told of events of a type."""
    record = ses_v2._config_sets.get(configuration_set) or {}
    return [
        destination["SnsDestination"]["TopicArn"]
        for destination in (record.get("EventDestinations") or {}).values()
        if destination["Enabled"] and event_type in destination["MatchingEventTypes"] and destination.get("SnsDestination")
    ]


def publish(topics, event):
    for topic in topics:
        sns.publish_internal(topic, event, SUBJECT)


def publish_later(data, message_id, recipients):
    """Publishes the bounce and the complaint that the recipients of an accepted mail ask for."""
    for prefix, event_type, kind, details_of in (
        (BOUNCING_PREFIX, "Bounce", "bounce", bounce_of),
        (COMPLAINING_PREFIX, "Complaint", "complaint", complaint_of),
    ):
        addresses = addresses_with(prefix, recipients)
        topics = topics_for(data.get("ConfigurationSetName", ""), event_type.upper())
        if addresses and topics:
            event = {"eventType": event_type, kind: details_of(addresses), "mail": mail_of(data, message_id, recipients)}
            # The callback keeps the account and region of this request.
            asyncio.get_running_loop().call_later(DELAY_SECONDS, publish, topics, event)
