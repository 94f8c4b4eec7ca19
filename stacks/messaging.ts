/**
 * The topic of the product's events, that of failed mails, and the queues of the functions. A stack of its own, because Terraform's provider
 * waits 25 seconds for each queue: these waits pass while the functions and the API are made.
 */
import type { ServiceManifest, TopicName, TopicSubscription } from "@aerotage/core/contract/manifest";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { DeadLetterQueue } from "../modules/messaging/dead-letter-queue.js";
import { EventsTopic } from "../modules/messaging/events-topic.js";
import { MailEvents } from "../modules/messaging/mail-events.js";
import { WorkQueue } from "../modules/messaging/work-queue.js";
import { nameFunctions } from "./derive/functions.js";
import { physicalTopicName } from "./derive/physical-names.js";
import { environmentNaming, mailConfigurationSetName } from "./product.js";
import { ProductStack } from "./product-stack.js";
import { reachedByTls, type Target } from "./target.js";

export interface MessagingStackProps {
  readonly environment: Environment;
  readonly target: Target;
  readonly services: readonly ServiceManifest[];
  readonly encryptionKeyArn: string | undefined;
}

export class MessagingStack extends ProductStack {
  constructor(scope: Construct, { environment, target, services, encryptionKeyArn }: MessagingStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "messaging",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const { topic } = new EventsTopic(this, "events", {
      name: physicalTopicName(naming, "events"),
      tlsOnly: reachedByTls(target),
      ...(encryptionKeyArn !== undefined && { encryptionKeyArn }),
    });
    new TerraformOutput(this, "eventsTopicArn", { value: topic.arn });
    const configurationSetName = mailConfigurationSetName(naming);
    const mailEvents = new MailEvents(this, "mail-events", {
      configurationSetName,
      configurationSetArn: naming.configurationSetArn(configurationSetName),
      topicName: physicalTopicName(naming, "mailEvents"),
      accountId: naming.accountId,
      ...(encryptionKeyArn !== undefined && { encryptionKeyArn }),
    });
    new TerraformOutput(this, "mailEventsTopicArn", { value: mailEvents.topic.arn });
    const topicArns: Record<TopicName, string> = { events: topic.arn, mailEvents: mailEvents.topic.arn };
    for (const { id, queue, deadLetterQueueName, timeoutSeconds } of nameFunctions(environment, naming, services)) {
      if (deadLetterQueueName === undefined) continue;
      const deadLetters = new DeadLetterQueue(this, `${id}-dead-letters`, { name: deadLetterQueueName });
      if (queue === undefined) continue;
      const { queueName, maxReceives, subscribe } = queue;
      new WorkQueue(this, `${id}-queue`, {
        name: queueName,
        arn: naming.queueArn(queueName),
        deadLetters,
        functionTimeoutSeconds: timeoutSeconds,
        maxReceives,
        ...(subscribe !== undefined && {
          subscription: { topicArn: topicArns[subscribe.topic], ...filterOf(subscribe) },
        }),
      });
    }
  }
}

function filterOf(subscription: TopicSubscription) {
  return subscription.topic === "events" ? { filterPolicy: { eventType: subscription.eventTypes } } : {};
}
