/** The orders of a list of projects: pure rules. */
import { compareText } from "@aerotage/core/order";
import type { Project } from "./project.js";

export type Order = "name" | "createdAt" | "deadline";

/** Compares two projects by an order; equals by their ids. Those without a deadline come last, in either direction. */
export function comparison(order: Order, descending: boolean): (a: Project, b: Project) => number {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [a[order], b[order]];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined) || compareText(a.id, b.id);
    }
    return direction * (compareText(left, right) || compareText(a.id, b.id));
  };
}
