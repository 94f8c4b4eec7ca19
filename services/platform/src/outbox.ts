/** Publishing of the outbox: at least once, each event with an id by which a consumer knows it again. */
import type { PublishedEvent } from "@aerotage/core/audit/activity";
import type { ItemChange, UnhandledChange } from "@aerotage/core/lambda/stream";
import { callerName, eventsTopicVariable, requiredVariable } from "@aerotage/core/runtime/environment";
import { count } from "@aerotage/core/runtime/metrics";
import { PublishBatchCommand, type PublishBatchRequestEntry, SNSClient } from "@aws-sdk/client-sns";

const client = new SNSClient({ maxAttempts: 4, ...callerName() });

/** Limits of PublishBatch (SNS API reference): messages per request, and bytes of all of them together. */
const maximumEntries = 10;
const maximumBytes = 262_144;

/** An event as a request to SNS takes it, and the change that it came with. */
interface Outgoing {
  readonly change: number;
  readonly bytes: number;
  readonly entry: Omit<PublishBatchRequestEntry, "Id">;
}

/**
 * Publishes the events of new activity records, in their order. Ends with the first request of which SNS refuses an event.
 *
 * @returns the first change with an event that was not published; the events after it may go out a second time, with the same ids
 */
export async function publishEvents(
  changes: readonly ItemChange[],
  sns: Pick<SNSClient, "send"> = client,
): Promise<UnhandledChange | undefined> {
  const TopicArn = requiredVariable(eventsTopicVariable);
  let published = 0;
  try {
    for (const request of requestsOf(changes.flatMap(outgoingOf))) {
      const entries = request.map(({ entry }, index) => ({ ...entry, Id: String(index) }));
      const refused = await send(sns, { TopicArn, PublishBatchRequestEntries: entries });
      published += entries.length - refused.size;
      const first = request.findIndex((_, index) => refused.has(String(index)));
      const failed = request[first];
      if (failed !== undefined) return { index: failed.change, error: new Error(refused.get(String(first))) };
    }
    return undefined;
  } finally {
    count("EventsPublished", published);
  }
}

/** What SNS refused, by the entry's id. A request that fails as a whole refuses all of its entries. */
async function send(
  sns: Pick<SNSClient, "send">,
  input: { TopicArn: string; PublishBatchRequestEntries: PublishBatchRequestEntry[] },
): Promise<Map<string, string>> {
  try {
    const { Failed = [] } = await sns.send(new PublishBatchCommand(input));
    return new Map(Failed.map(({ Id = "", Code, Message }) => [Id, `${Code}: ${Message}`]));
  } catch (error) {
    return new Map(input.PublishBatchRequestEntries.map(({ Id = "" }) => [Id, String(error)]));
  }
}

function outgoingOf({ kind, after }: ItemChange, change: number): Outgoing[] {
  if (kind !== "INSERT" || after?.outbox !== true) return [];
  return (after.events as PublishedEvent[]).map((event) => {
    const message = JSON.stringify(event);
    const attributes = { eventType: event.type, eventId: event.id };
    return {
      change,
      // Names and types of attributes count too.
      bytes: Buffer.byteLength(message + Object.entries(attributes).flat().join("")) + 2 * "String".length,
      entry: {
        Message: message,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
        ),
      },
    };
  });
}

/** Events in as few requests as SNS allows, in their order. */
function requestsOf(events: readonly Outgoing[]): Outgoing[][] {
  const requests: Outgoing[][] = [];
  let bytes = 0;
  for (const event of events) {
    const last = requests.at(-1);
    if (last !== undefined && last.length < maximumEntries && bytes + event.bytes <= maximumBytes) {
      last.push(event);
      bytes += event.bytes;
    } else {
      requests.push([event]);
      bytes = event.bytes;
    }
  }
  return requests;
}
