/**
 * What calls functions beside the API: streams, queues and schedules. A stack of its own, because it needs both the functions and
 * their queues: the API answers while the queues are still being made.
 */
import type { ServiceManifest } from "@aerotage/core/contract/manifest";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { liveAlias } from "../modules/api/versioned-function.js";
import { QueueTrigger } from "../modules/triggers/queue-trigger.js";
import { ScheduleTrigger } from "../modules/triggers/schedule-trigger.js";
import { StreamTrigger } from "../modules/triggers/stream-trigger.js";
import type { TriggeredFunction } from "../modules/triggers/triggered-function.js";
import type { DataStack } from "./data.js";
import { type NamedFunction, nameFunctions, streamArn } from "./derive/functions.js";
import { environmentNaming } from "./product.js";
import { ProductStack } from "./product-stack.js";
import type { Target } from "./target.js";

export interface TriggersStackProps {
  readonly environment: Environment;
  readonly target: Target;
  readonly data: DataStack;
  readonly services: readonly ServiceManifest[];
}

export class TriggersStack extends ProductStack {
  constructor(scope: Construct, { environment, target, data, services }: TriggersStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "triggers",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    for (const each of nameFunctions(environment, naming, services)) {
      if (each.deadLetterQueueName === undefined) continue;
      const triggered: TriggeredFunction = {
        name: each.name,
        alias: liveAlias,
        arn: naming.functionArn(`${each.name}:${liveAlias}`),
        deadLetterQueueArn: naming.queueArn(each.deadLetterQueueName),
      };
      this.#trigger(each, triggered, data);
    }
  }

  #trigger({ id, stream, queue, schedule }: NamedFunction, triggered: TriggeredFunction, data: DataStack): void {
    if (stream !== undefined) {
      const { batchSize, batchingWindowSeconds, filters } = stream;
      new StreamTrigger(this, `${id}-stream`, {
        function: triggered,
        streamArn: streamArn(stream, data.streamArns),
        batchSize,
        batchingWindowSeconds,
        ...(filters !== undefined && { filters }),
      });
    }
    if (queue !== undefined) {
      new QueueTrigger(this, `${id}-queue`, {
        function: triggered,
        queueArn: this.naming.queueArn(queue.queueName),
        batchSize: queue.batchSize,
        maximumConcurrency: queue.maximumConcurrency,
      });
    }
    if (schedule !== undefined) {
      const { scheduleName, schedulerRoleName, expression, timezone } = schedule;
      new ScheduleTrigger(this, `${id}-schedule`, {
        function: triggered,
        name: scheduleName,
        roleName: schedulerRoleName,
        accountId: this.naming.accountId,
        expression,
        ...(timezone !== undefined && { timezone }),
      });
    }
  }
}
