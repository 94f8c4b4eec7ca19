/** The orders of a list of projects: pure rules. */
import { type SortPosition, sortComparison } from "@aerotage/core/text/order";
import type { Project } from "./project.js";

export type Order = "name" | "createdAt" | "deadline";

/** Says where projects stand in an order. */
export function positionIn(order: Order): (project: Project) => SortPosition {
  return (project) => ({ key: project[order], id: project.id });
}

/** Compares two projects by an order; equals by their ids. Those without a deadline come last, in either direction. */
export function comparison(order: Order, descending: boolean): (a: Project, b: Project) => number {
  const [position, compare] = [positionIn(order), sortComparison(descending)];
  return (a, b) => compare(position(a), position(b));
}
