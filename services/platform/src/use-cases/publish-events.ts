/** Publishing of the outbox: at least once, each event with an id by which a consumer knows it again. */
import type { PublishedEvent } from "@aerotage/core/audit/activity";
import type { ItemChange, UnhandledChange } from "@aerotage/core/lambda/stream";
import { count } from "@aerotage/core/runtime/metrics";
import { type EventMessage, type EventsTopic, eventsTopic } from "../persistence/events-topic.js";

/** Limits of PublishBatch (SNS API reference): messages per request, and bytes of all of them together. */
const maximumEntries = 10;
const maximumBytes = 262_144;

/** An event as a request to SNS takes it, and the change that it came with. */
interface Outgoing {
  readonly change: number;
  readonly bytes: number;
  readonly entry: EventMessage;
}

/**
 * Publishes the events of new activity records, in their order. Ends with the first request of which SNS refuses an event.
 *
 * @returns the first change with an event that was not published; the events after it may go out a second time, with the same ids
 */
export async function publishEvents(
  changes: readonly ItemChange[],
  topic: EventsTopic = eventsTopic(),
): Promise<UnhandledChange | undefined> {
  let published = 0;
  try {
    for (const request of requestsOf(changes.flatMap(outgoingOf))) {
      const refused = await topic.publish(request.map(({ entry }) => entry));
      published += request.length - refused.size;
      const first = request.findIndex((_, index) => refused.has(index));
      const failed = request[first];
      if (failed !== undefined) return { index: failed.change, error: new Error(refused.get(first)) };
    }
    return undefined;
  } finally {
    count("EventsPublished", published);
  }
}

function outgoingOf({ kind, after }: ItemChange, change: number): Outgoing[] {
  if (kind !== "INSERT" || after?.outbox !== true) return [];
  return (after.events as PublishedEvent[]).map((event) => {
    const entry = { message: JSON.stringify(event), attributes: { eventType: event.type, eventId: event.id } };
    // Names and types of attributes count too.
    const text = entry.message + Object.entries(entry.attributes).flat().join("");
    return { change, bytes: Buffer.byteLength(text) + 2 * "String".length, entry };
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
