import { defineOperation } from "@aerotage/core/contract/operation";
import { dateSchema, listOf, pageParameters, ulidSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { filterParameters } from "./filters.js";

/** What open invoices of one currency come to by the days since their due dates, in major units. */
const ageFields = {
  /** ISO 4217. */
  currency: z.string(),
  /** How many invoices are open. */
  invoices: z.int(),
  /** Not due yet, or due today. */
  current: z.number(),
  days1to30: z.number(),
  days31to60: z.number(),
  days61to90: z.number(),
  over90: z.number(),
  total: z.number(),
};

const rowSchema = z
  .strictObject({ clientId: ulidSchema, clientName: z.string(), ...ageFields })
  .register(z.globalRegistry, { id: "ReceivablesRow", description: "What a client has to pay in a currency, by age." });
export type ReceivablesRow = z.output<typeof rowSchema>;

const totalSchema = z
  .strictObject(ageFields)
  .register(z.globalRegistry, { id: "ReceivablesTotal", description: "What all clients have to pay in a currency." });
export type ReceivablesTotal = z.output<typeof totalSchema>;

const { items, pagination } = listOf(rowSchema).def.shape;
const reportSchema = z.strictObject({
  /** The organization's calendar date, at which ages are counted. */
  asOf: dateSchema,
  /** By currency, sorted by its code: of all pages. */
  totals: z.array(totalSchema),
  items,
  pagination,
});
export type ReceivablesReport = z.output<typeof reportSchema>;

export const getReceivables = defineOperation({
  id: "getReceivables",
  method: "GET",
  path: "/reports/receivables",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Reports",
  summary: "Report receivables",
  description:
    "What clients have to pay, by the days since the due dates of their invoices. Counted is the balance of invoices that are sent, viewed or overdue. Administrators see all clients, managers those of their projects. A client has a row per currency. Sorted by currency, then by total, highest first, then by name.",
  request: { query: z.object({ clientId: filterParameters.clientId, ...pageParameters }) },
  response: { status: 200, description: "The report.", data: reportSchema },
  errors: [],
  list: { index: "Invoices.StatusIndex" },
});
