"""
Runs MiniStack, with eight things added:

- A mark says that the state on disk is what it holds: it is made when the emulator has ended by itself, and taken away before the
  first change and before the next saving. A killed emulator that held changes has none.
- A request that an SDK repeats because the connection broke gets the first answer again. Its server now and then loses an answer
  under load; the SDK then repeats a creation that has happened, and is told that the thing exists already. SDKs give all tries of a call the
  same `amz-sdk-invocation-id`.
- What a user pool's password policy does not ask for is not asked for. SDKs leave out what is false; MiniStack takes that for true.
- `PublishBatch` of SNS is authorized as `sns:Publish`: IAM knows no other action for it (service authorization reference of SNS).
- An address that must be verified before it changes stays as it is, unless the administrator's call says that it is verified.
- A REST API takes an OpenAPI document (`emulator_gateway.py`).
- SES keeps the attachments of mails, refuses what AWS and tests want refused, and publishes bounces and complaints (`emulator_ses.py`).
- DynamoDB raises the conflicts of transactions, and, for tests, fails as a network and a busy table do (`emulator_dynamodb.py`).

Two things cost less time. They change no answer:

- The syntax of an expression is checked once, not once an item that a query reads.
- After a call of a function MiniStack waits for the lines of its log: 50 ms for the first one, which a silent function never writes.
  Node writes a line into the pipe before it answers, so that it is there within milliseconds.
"""

import asyncio
import sys
from collections import OrderedDict
from functools import lru_cache, partialmethod
from pathlib import Path

# The command that starts this process says so when it has recorded it. Without a record nobody would end it.
if sys.stdin.readline() != "recorded\n":
    sys.exit("The command that started the emulator was killed before it had recorded it.")

import emulator_dynamodb
import emulator_gateway
import emulator_ses
import ministack.app
from ministack.core import iam_actions
from ministack.core.lambda_runtime import Worker
from ministack.services import cognito, dynamodb

# Answers that are remembered: a repetition follows within seconds.
REMEMBERED_ANSWERS = 2000
# An answer larger than this is not remembered; answers to changes are small.
LARGEST_ANSWER_BYTES = 1024 * 1024
# Expressions whose syntax is known. Values stand beside an expression, so that there are few of them.
KNOWN_EXPRESSIONS = 1024
# How long the first line of a function's log is waited for after its answer, and the next one after a line, in seconds.
FIRST_LOG_LINE, NEXT_LOG_LINE = 0.01, 0.001


class Replay:
    """An ASGI application that answers the second try of a call as the first, unless that failed in a way that asks for a second."""

    def __init__(self, app):
        self.app = app
        self.answers = OrderedDict()

    async def __call__(self, scope, receive, send):
        headers = dict(scope.get("headers") or [])
        call = headers.get(b"amz-sdk-invocation-id")
        if scope["type"] != "http" or call is None or scope["method"] in ("GET", "HEAD"):
            return await self.app(scope, receive, send)

        first = self.answers.get(call)
        if first is not None:
            messages = await asyncio.shield(first)
            if messages is not None:
                print(f"Answered again: {scope['method']} {scope['path']}", flush=True)
                for message in messages:
                    await send(message)
                return None

        answer = asyncio.get_running_loop().create_future()
        self.answers[call] = answer
        if len(self.answers) > REMEMBERED_ANSWERS:
            self.answers.popitem(last=False)
        messages = []

        async def record(message):
            messages.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False) and not answer.done():
                answer.set_result(messages if worth_repeating(messages) else None)
            await send(message)

        try:
            return await self.app(scope, receive, record)
        finally:
            if not answer.done():
                answer.set_result(None)


class Unmark:
    """An ASGI application that takes away the mark of a saved state before the first change, and before a saving that may be killed."""

    def __init__(self, app, mark):
        self.app = app
        self.mark = mark
        self.is_marked = True

    def take_away(self):
        if self.is_marked:
            self.mark.unlink(missing_ok=True)
            self.is_marked = False

    async def __call__(self, scope, receive, send):
        async def watch():
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.take_away()
            return message

        if scope["type"] == "lifespan":
            return await self.app(scope, watch, send)
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            self.take_away()
        return await self.app(scope, receive, send)


def worth_repeating(messages):
    """True for an answer that a second try of the call would not improve, and that its caller got."""
    status = next((message["status"] for message in messages if message["type"] == "http.response.start"), 500)
    size = sum(len(message.get("body", b"")) for message in messages)
    is_final = not any(emulator_dynamodb.is_lost(each) or emulator_dynamodb.is_passing(each) for each in messages)
    return is_final and status < 500 and status != 429 and size <= LARGEST_ANSWER_BYTES


def stated_policy(pool):
    """The pool with a password policy that says of every requirement whether it is one."""
    policy = pool.get("Policies", {}).get("PasswordPolicy")
    if policy is None:
        return pool
    unasked = {f"Require{kind}": False for kind in ("Uppercase", "Lowercase", "Numbers", "Symbols")}
    return {**pool, "Policies": {**pool["Policies"], "PasswordPolicy": {**unasked, **policy}}}


policy_errors = cognito._password_policy_errors
cognito._password_policy_errors = lambda pool, password: policy_errors(stated_policy(pool), password)

# The IAM actions of calls whose action has another name.
AUTHORIZED_AS = {"PublishBatch": "Publish"}

query_action = iam_actions._action_from_query


def authorized_action(*arguments):
    """The IAM action of a call of the query protocol."""
    action = query_action(*arguments)
    return AUTHORIZED_AS.get(action, action)


iam_actions._action_from_query = authorized_action


def verified_updates(data):
    """The call without a new address that its pool would have verified first."""
    pool = cognito._user_pools.get(data.get("UserPoolId"), {})
    settings = pool.get("UserAttributeUpdateSettings") or {}
    attributes = data.get("UserAttributes", [])
    verified = any(each["Name"] == "email_verified" and each["Value"] == "true" for each in attributes)
    if verified or "email" not in settings.get("AttributesRequireVerificationBeforeUpdate", []):
        return data
    return {**data, "UserAttributes": [each for each in attributes if each["Name"] != "email"]}


update_attributes = cognito._admin_update_user_attributes
cognito._admin_update_user_attributes = lambda data: update_attributes(verified_updates(data))

dynamodb._condition_syntax_error = lru_cache(KNOWN_EXPRESSIONS)(dynamodb._condition_syntax_error)
Worker._drain_stderr_bounded = partialmethod(
    Worker._drain_stderr_bounded, first_line_wait=FIRST_LOG_LINE, idle_confirm=NEXT_LOG_LINE
)

emulator_dynamodb.install()
emulator_gateway.install()
emulator_ses.install()
saved_mark = Path(sys.argv.pop(1))
ministack.app.app = Unmark(emulator_dynamodb.Behaviour(Replay(ministack.app.app)), saved_mark)
ministack.app.main()
saved_mark.touch()
