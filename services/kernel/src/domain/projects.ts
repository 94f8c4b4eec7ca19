/** Projects as other services see them, and what is spent of them. The projects service owns the rest. */
import { itemId } from "@aerotage/core/contract/tables";
import type { Money } from "./money.js";
import type { RateHistory } from "./rates.js";

export const projectStatuses = ["active", "paused", "completed", "cancelled"] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

/** Somebody who works on a project. */
export interface ProjectMember {
  readonly userId: string;
  /** What they do there, in the company's words. */
  readonly role: string;
  /** What their work costs on this project, in the client's currency. */
  readonly rates?: RateHistory;
}

/** What a project may use up, of all time unless it is monthly. */
export type Budget = { readonly period?: "monthly" } & (
  | { readonly type: "hours"; readonly hours: number }
  | { readonly type: "amount"; readonly amount: Money }
);

/** A project's item in the Projects table. */
export interface ProjectItem {
  readonly id: string;
  readonly kind: "project";
  readonly name: string;
  readonly clientId: string;
  readonly description?: string;
  readonly status: ProjectStatus;
  readonly defaultBillable: boolean;
  /** In the client's currency. */
  readonly rates?: RateHistory;
  readonly budget?: Budget;
  /** Calendar date. */
  readonly deadline?: string;
  /** Nobody: everybody may record time on it. */
  readonly teamMembers: readonly ProjectMember[];
  /** The manager who created it: a member, also while the project is open to everybody. */
  readonly leadId?: string;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** True if everybody may record time on a project. */
export function isOpenProject(project: Pick<ProjectItem, "teamMembers">): boolean {
  return project.teamMembers.length === 0;
}

/** True for the members of a project. */
export function isProjectMember(project: Pick<ProjectItem, "teamMembers" | "leadId">, userId: string): boolean {
  return project.leadId === userId || project.teamMembers.some((member) => member.userId === userId);
}

/** What a person has spent of a project, in its item. `amount<currency>` are minor units: `amountEUR`. */
export interface SpentItem {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  /** Of all entries that are not rejected. */
  readonly minutes: number;
  /** How many entries there are, rejected ones too. */
  readonly entries: number;
  readonly [amount: `amount${string}`]: number;
}

/** The people who have recorded time on a project. */
export interface RecordersItem {
  readonly id: string;
  readonly userIds: ReadonlySet<string>;
}

/** How much what somebody spent of a project changes. */
export interface SpentDelta {
  readonly projectId: string;
  readonly userId: string;
  readonly minutes: number;
  readonly entries: number;
  /** By currency, minor units. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** Sums over the people of a project. */
export interface Spent {
  readonly minutes: number;
  readonly entries: number;
  /** By currency, minor units. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** The id of what a person has spent of a project. */
export function spentId(projectId: string, userId: string): string {
  return itemId("Projects", "spent", projectId, userId);
}

/** The id of the people who have recorded time on a project. */
export function recordersId(projectId: string): string {
  return itemId("Projects", "recorders", projectId);
}
