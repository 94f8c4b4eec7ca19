"""
Lets MiniStack's DynamoDB answer as AWS's does where requests meet, and fail as a network and a busy table do where a test asks for it.

Conflicts, always: a transaction holds its items for some milliseconds. Another transaction with one of them is cancelled meanwhile
(`TransactionConflict`), and a single write of one is refused (`TransactionConflictException`). AWS does not say how long it holds items,
nor whether a transaction holds them whose condition fails; here it does, which is the stricter way.

`PUT /_aerotage/dynamodb` changes its behaviour; what is not named becomes the default again:

- `throttled`: the probability, from 0 to 1, that a call is refused since its table is busy;
- `lost`: that a call is done, but the connection breaks before its answer;
- `unprocessed`: that a key of a `BatchGetItem` is left for the next call;
- `shortestHold`, `longestHold`: how long a transaction holds its items, in milliseconds;
- `closed`: services, as a signature names them (`s3`, `cognito-idp`), whose next call finds its connection closed by the far side, as
  one is that a function kept for too long. The call is not done.
"""

import asyncio
import json
import random
import time

from hypercorn.events import Closed
from ministack.core.responses import error_response_json
from ministack.services import dynamodb

DEFAULTS = {"throttled": 0, "lost": 0, "unprocessed": 0, "shortestHold": 6, "longestHold": 14}
SINGLE_WRITES = ("PutItem", "UpdateItem", "DeleteItem")
TRANSACTIONS = ("TransactWriteItems", "TransactGetItems")
DATA_CALLS = (*SINGLE_WRITES, *TRANSACTIONS, "GetItem", "BatchGetItem", "Query")

ONGOING = "Transaction is ongoing for the item"
BUSY = "The level of configured provisioned throughput for the table was exceeded."
SETTINGS_PATH = "/_aerotage/dynamodb"
# Marks an answer whose connection breaks.
LOST_HEADER = "x-aerotage-lost"

answered = dynamodb.handle_request
# Until when items are held, by the monotonic clock.
held = {}
behaviour = dict(DEFAULTS)
closed = set()


def happens(fault):
    return random.random() < behaviour[fault]


def is_held(item):
    return held.get(item, 0) > time.monotonic()


def item_of(kind, operation):
    """What identifies the item of a write in this process, or nothing where its table does not exist."""
    table = dynamodb._tables.get(dynamodb._normalize_table_name(operation.get("TableName")))
    if table is None:
        return None
    attributes = operation.get("Item" if kind in ("Put", "PutItem") else "Key") or {}
    keys = [table["pk_name"], *([table["sk_name"]] if table["sk_name"] else [])]
    return (id(table), *(dynamodb._extract_key_val(attributes.get(key)) for key in keys))


def cancelled(reasons):
    """The answer to a transaction that did not happen."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return error_response_json("TransactionCanceledException", message, extra={"CancellationReasons": reasons})


def reasons_for(concerned, code, message):
    return [{"Code": code, "Message": message} if each else {"Code": "None"} for each in concerned]


async def transaction(action, operations, request):
    items = [item_of(kind, operation) for kind, operation in operations]
    collided = [is_held(item) for item in items]
    if any(collided):
        return cancelled(reasons_for(collided, "TransactionConflict", ONGOING))
    if happens("throttled"):
        return cancelled(reasons_for([True, *[False] * (len(items) - 1)], "ThrottlingError", BUSY))
    if action == "TransactGetItems":
        return await answered(*request)
    # Held by the clock, not until the answer is given: a process that is busy would hold its items for as long as it is busy.
    until = time.monotonic() + random.uniform(behaviour["shortestHold"], behaviour["longestHold"]) / 1000
    own = {item: until for item in items if item is not None}
    held.update(own)
    try:
        answer = await answered(*request)
        await asyncio.sleep(max(until - time.monotonic(), 0))
        return answer
    finally:
        for item in own:
            if held.get(item) == until:
                del held[item]


async def batch_get(data, method, path, headers, query):
    """Some keys are left for the next call."""
    left = {}
    for table, wanted in data.get("RequestItems", {}).items():
        keys = [key for key in wanted["Keys"] if happens("unprocessed")]
        if keys:
            left[table] = {**wanted, "Keys": keys}
            wanted["Keys"] = [key for key in wanted["Keys"] if key not in keys]
    data["RequestItems"] = {table: wanted for table, wanted in data["RequestItems"].items() if wanted["Keys"]}
    if not data["RequestItems"]:
        return error_response_json("ProvisionedThroughputExceededException", BUSY)
    status, answer_headers, body = await answered(method, path, headers, json.dumps(data).encode(), query)
    if status != 200 or not left:
        return status, answer_headers, body
    body = json.dumps({**json.loads(body), "UnprocessedKeys": left}).encode()
    return status, {name: value for name, value in answer_headers.items() if name != "x-amz-crc32"}, body


async def undisturbed(action, data, request):
    """The answer to a call, conflicts included."""
    method, path, headers, _body, query = request
    if action in TRANSACTIONS:
        # A transaction that was done is answered again by its token, whatever has come since.
        token = data.get("ClientRequestToken")
        if token and dynamodb._txn_token_lookup(token) is not None:
            return await answered(*request)
        operations = [next(iter(member.items())) for member in data.get("TransactItems", []) if member]
        return await transaction(action, operations, request)
    if action in SINGLE_WRITES and is_held(item_of(action, data)):
        return error_response_json("TransactionConflictException", ONGOING)
    if action in DATA_CALLS and happens("throttled"):
        return error_response_json("ProvisionedThroughputExceededException", BUSY)
    if action == "BatchGetItem" and behaviour["unprocessed"] > 0:
        return await batch_get(data, method, path, headers, query)
    return await answered(*request)


async def handle_request(*request):
    action = request[2].get("x-amz-target", "").rpartition(".")[2]
    if action not in DATA_CALLS:
        return await answered(*request)
    try:
        data = json.loads(request[3] or b"{}")
    except json.JSONDecodeError:
        return await answered(*request)
    status, headers, body = await undisturbed(action, data, request)
    return status, {**headers, LOST_HEADER: "1"} if happens("lost") else headers, body


async def break_connection(send):
    """Closes a connection without an answer. Of an application that says nothing, the server would answer 500."""
    stream = send.__self__
    stream.closed = True
    await stream.send.__self__.send(Closed())


def closes(scope):
    """True for the first call of a service whose connection is to be closed."""
    authorization = dict(scope["headers"]).get(b"authorization", b"").decode()
    service = next((each for each in closed if f"/{each}/aws4_request" in authorization), None)
    closed.discard(service)
    return service is not None


def is_lost(message):
    """True for the beginning of an answer that its caller does not get."""
    return message["type"] == "http.response.start" and any(
        name.lower() == LOST_HEADER.encode() for name, _ in message.get("headers", [])
    )


def is_passing(message):
    """True for the beginning of an answer that another try betters: it may not be given to that try again."""
    return message["type"] == "http.response.start" and any(
        name.lower() == b"x-amzn-errortype"
        and value.decode().startswith(("TransactionConflict", "TransactionCanceled", "ProvisionedThroughputExceeded"))
        for name, value in message.get("headers", [])
    )


class Behaviour:
    """An ASGI application that takes changes of the behaviour, and breaks the connections of answers that are lost."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"] == SETTINGS_PATH:
            return await self.change(scope, receive, send)
        broken = scope["type"] == "http" and closes(scope)
        if broken:
            return await break_connection(send)

        async def breaking(message):
            nonlocal broken
            if is_lost(message):
                broken = True
                await break_connection(send)
            elif not broken:
                await send(message)

        return await self.app(scope, receive, breaking)

    async def change(self, scope, receive, send):
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        status = 405
        if scope["method"] == "PUT":
            wanted = json.loads(body)
            behaviour.update({name: float(wanted.get(name, default)) for name, default in DEFAULTS.items()})
            closed.clear()
            closed.update(wanted.get("closed", []))
            status = 204
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def install():
    dynamodb.handle_request = handle_request
