import { describe, expect, it } from "vitest";
import { DeadLetterQueue } from "../../../modules/messaging/dead-letter-queue.js";
import { MailEvents, type MailEventsProps } from "../../../modules/messaging/mail-events.js";
import { WorkQueue, type WorkQueueProps } from "../../../modules/messaging/work-queue.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

describe("dead letters", () => {
  const queue = (retentionDays?: number) =>
    only(
      synthesizeConstruct(
        (scope) =>
          new DeadLetterQueue(scope, "queue", {
            name: "letters",
            ...(retentionDays !== undefined && { retentionDays }),
          }),
      ),
      "aws_sqs_queue",
    );

  it("are kept for fourteen days by default", () => {
    expect(queue()).toEqual({ name: "letters", message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true });
  });

  it("are kept as long as they are told to", () => {
    expect(queue(3)).toMatchObject({ message_retention_seconds: 259_200 });
    expect(() => queue(15)).toThrow(/retentionDays is 15/);
  });
});

describe("a work queue", () => {
  const make = (own: Partial<WorkQueueProps> = {}) =>
    synthesizeConstruct((scope) => {
      const deadLetters = new DeadLetterQueue(scope, "letters", { name: "acme-letters" });
      new WorkQueue(scope, "work", {
        name: "acme-work",
        arn: "arn:work",
        deadLetters,
        functionTimeoutSeconds: 10,
        ...own,
      });
    });
  const work = (made: ReturnType<typeof make>) =>
    all(made, "aws_sqs_queue").find((each) => each.name === "acme-work") ?? {};

  it("waits six times as long as the function may take, by default", () => {
    const { redrive_policy, ...settings } = work(make());
    expect(settings).toEqual({ name: "acme-work", visibility_timeout_seconds: 60, sqs_managed_sse_enabled: true });
    expect(parsed({ redrive_policy }, "redrive_policy")).toEqual({
      deadLetterTargetArn: expect.stringMatching(/^\$\{aws_sqs_queue\.letters_queue_\w+\.arn\}$/),
      maxReceiveCount: 5,
    });
    expect(all(make(), "aws_sns_topic_subscription")).toEqual([]);
  });

  it("takes every override, and is filled by a topic", () => {
    const subscription = { topicArn: "arn:topic", filterPolicy: { eventType: ["order.made"] } };
    const made = make({ maxReceives: 2, subscription });
    expect(parsed(work(made), "redrive_policy")).toMatchObject({ maxReceiveCount: 2 });
    expect(only(made, "aws_sns_topic_subscription")).toMatchObject({
      topic_arn: "arn:topic",
      protocol: "sqs",
      endpoint: expect.stringMatching(/^\$\{aws_sqs_queue\.work_queue_\w+\.arn\}$/),
      raw_message_delivery: true,
      filter_policy: '{"eventType":["order.made"]}',
    });
    expect(parsed(work(made), "policy")).toMatchObject({
      Statement: [
        {
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: "arn:work",
          Condition: { ArnEquals: { "aws:SourceArn": "arn:topic" } },
        },
      ],
    });
  });

  it("takes every message of a topic that has no attributes", () => {
    const made = make({ subscription: { topicArn: "arn:topic" } });
    expect(only(made, "aws_sns_topic_subscription")).not.toHaveProperty("filter_policy");
  });

  it("reports all wrong props together", () => {
    expect(() => make({ name: "a b", functionTimeoutSeconds: 0, maxReceives: 0 })).toThrow(
      /name is "a b"[\s\S]*functionTimeoutSeconds is 0[\s\S]*maxReceives is 0/,
    );
  });
});

describe("what becomes of mails", () => {
  const make = (own: Partial<MailEventsProps> = {}) =>
    synthesizeConstruct(
      (scope) =>
        new MailEvents(scope, "mail", {
          configurationSetName: "acme-mail",
          configurationSetArn: "arn:set",
          topicName: "acme-mail-events",
          accountId: "123456789012",
          ...own,
        }),
    );

  it("is told to a topic: bounces and complaints, by SES for this set alone", () => {
    expect(only(make(), "aws_sesv2_configuration_set")).toEqual({
      configuration_set_name: "acme-mail",
      reputation_options: { reputation_metrics_enabled: true },
      suppression_options: { suppressed_reasons: ["BOUNCE", "COMPLAINT"] },
    });
    expect(only(make(), "aws_sesv2_configuration_set_event_destination")).toMatchObject({
      configuration_set_name: expect.stringMatching(/^\$\{aws_sesv2_configuration_set\./),
      event_destination: {
        enabled: true,
        matching_event_types: ["BOUNCE", "COMPLAINT"],
        sns_destination: { topic_arn: expect.stringMatching(/^\$\{aws_sns_topic\..*\.arn\}$/) },
      },
      // SES tries the topic when the destination is made.
      depends_on: [expect.stringMatching(/^aws_sns_topic_policy\./)],
    });
    expect(parsed(only(make(), "aws_sns_topic_policy"), "policy")).toMatchObject({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "sns:Publish",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012", "aws:SourceArn": "arn:set" } },
        },
      ],
    });
  });

  it("is encrypted with a key that is given, and all wrong props are reported together", () => {
    expect(only(make(), "aws_sns_topic")).toEqual({ name: "acme-mail-events" });
    expect(only(make({ encryptionKeyArn: "arn:key" }), "aws_sns_topic")).toHaveProperty("kms_master_key_id", "arn:key");
    expect(() => make({ configurationSetName: "a b", topicName: "", accountId: "1" })).toThrow(
      /configurationSetName is "a b"[\s\S]*topicName is ""[\s\S]*accountId is "1"/,
    );
  });
});
