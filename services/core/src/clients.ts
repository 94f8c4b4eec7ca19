/** Clients as far as several services need them. The clients service owns the rest. */
import type { UnitOfWork } from "./database/unit-of-work.js";
import { tableName } from "./environment.js";
import { ApiError, clientInactive, clientNotFound } from "./errors.js";
import type { RateHistory } from "./rates.js";

/** A client's item in the Clients table, as far as others read it. */
export interface ClientItem {
  readonly id: string;
  readonly kind: "client";
  readonly name: string;
  /** ISO 4217; the company's without it. */
  readonly currency?: string;
  readonly rates?: RateHistory;
  readonly isActive: boolean;
  readonly version: number;
}

/** The id of the item that counts the projects and invoices of a client: one with any cannot be deleted for good. */
export function clientReferencesKey(clientId: string): string {
  return `references#${clientId}`;
}

/** Plans one more project of a client. Refused with `CLIENT_NOT_FOUND` or `CLIENT_INACTIVE`. */
export function joinClient(work: UnitOfWork, clientId: string): void {
  work.add(
    {
      ConditionCheck: {
        TableName: tableName("Clients"),
        Key: { id: clientId },
        ConditionExpression: "isActive = :true",
        ExpressionAttributeValues: { ":true": true },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    (existing) =>
      existing === undefined
        ? new ApiError(clientNotFound, `There is no client ${clientId}.`)
        : new ApiError(clientInactive, `The client ${String(existing.name)} is not active. Choose another one.`),
  );
  countProjects(work, clientId, 1);
}

/** Plans one project of a client less. */
export function leaveClient(work: UnitOfWork, clientId: string): void {
  countProjects(work, clientId, -1);
}

function countProjects(work: UnitOfWork, clientId: string, change: number): void {
  work.add({
    Update: {
      TableName: tableName("Clients"),
      Key: { id: clientReferencesKey(clientId) },
      // Both counters are there from the first reference on.
      UpdateExpression: "ADD projects :change, invoices :none",
      ExpressionAttributeValues: { ":change": change, ":none": 0 },
    },
  });
}
