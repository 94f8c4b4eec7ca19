import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import {
  addressSchema,
  amountSchema,
  booleanParameter,
  clearable,
  currencySchema,
  datedRatesSchema,
  dateSchema,
  effectiveWith,
  emailSchema,
  fractionSchema,
  listOf,
  listParameters,
  multilineText,
  recordFields,
  searchParameter,
  text,
  ulidSchema,
} from "@aerotage/core/contract/schemas";
import {
  documentLanguages,
  eInvoiceSettings,
  taxCategories,
  timeRoundingInputSchema,
  timeRoundingSchema,
} from "@aerotage/kernel/contract/billing";
import { electronicAddressSchema } from "@aerotage/kernel/contract/electronic-address";
import { clientNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

export const clientAlreadyExists = {
  status: 409,
  code: "CLIENT_ALREADY_EXISTS",
  description: "Another client has this name, regardless of case, spacing and composition.",
} as const satisfies ErrorDefinition;

export const clientHasProjects = {
  status: 409,
  code: "CLIENT_HAS_PROJECTS",
  description: "The client has projects or invoices, so it can only be deactivated.",
} as const satisfies ErrorDefinition;

export const clientHasAmounts = {
  status: 409,
  code: "CLIENT_HAS_AMOUNTS",
  description:
    "The client has rates, budgets, billed time or invoices in its currency, so it cannot get another one; the message says what there is.",
} as const satisfies ErrorDefinition;

/** How to reach a client; each part may be missing. */
const contactInfoSchema = z.strictObject({
  email: z.optional(emailSchema),
  phone: z.optional(text(1, 50)),
  address: z.optional(multilineText(1, 500)),
});

const taxReasonSchema = text(1, 300);
const referenceSchema = text(1, 100);

/** A client as it is answered. */
export const clientSchema = z
  .strictObject({
    id: ulidSchema,
    name: text(2, 100),
    contactInfo: contactInfoSchema,
    billingAddress: z.optional(multilineText(1, 500)),
    address: z.optional(addressSchema),
    vatId: z.optional(text(1, 30)),
    contactPerson: z.optional(text(1, 100)),
    /** The rate of today: major units of the client's currency, else the company's. Only administrators see and set rates. */
    defaultHourlyRate: z.optional(amountSchema),
    /** All rates that there were, are and will be, by date. */
    rates: z.optional(datedRatesSchema),
    currency: z.optional(currencySchema),
    taxRate: z.optional(fractionSchema),
    /** Why invoices are taxed as they are; `standard` without it. Only `standard` has a rate above zero. */
    taxCategory: z.optional(z.enum(taxCategories)),
    /** Stands on invoices. `exempt` and `outOfScope` need it; the other categories have texts of their own. */
    taxReason: z.optional(taxReasonSchema),
    /** The language of invoices; English without it. */
    language: z.optional(z.enum(documentLanguages)),
    /** What the client wants to read on each invoice: its reference (such as a German Leitweg-ID), and its order. */
    buyerReference: z.optional(referenceSchema),
    purchaseOrder: z.optional(referenceSchema),
    /** The electronic invoice (EN 16931) that the client gets; none without it. */
    eInvoice: z.optional(z.enum(eInvoiceSettings)),
    /** Where electronic invoices go to; the e-mail address of `contactInfo` without it. */
    electronicAddress: z.optional(electronicAddressSchema),
    /** How time on invoices is rounded; as the company does without it. */
    timeRounding: z.optional(timeRoundingSchema),
    isActive: z.boolean(),
    notes: z.optional(multilineText(1, 2000)),
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "Client", description: "A company that time is worked for and invoices go to." });
export type ClientResponse = z.infer<typeof clientSchema>;

const writableFields = {
  contactInfo: z.optional(
    z.object({
      email: clearable(emailSchema),
      phone: clearable(text(1, 50)),
      address: clearable(multilineText(1, 500)),
    }),
  ),
  billingAddress: clearable(multilineText(1, 500)),
  address: clearable(z.object(addressSchema.shape)),
  vatId: clearable(text(1, 30)),
  contactPerson: clearable(text(1, 100)),
  defaultHourlyRate: clearable(amountSchema),
  /** From when on the rate holds. Without it a first one holds for all time, any other from today in the company's zone. */
  effectiveFrom: z.optional(dateSchema),
  currency: clearable(currencySchema),
  taxRate: clearable(fractionSchema),
  taxCategory: clearable(z.enum(taxCategories)),
  taxReason: clearable(taxReasonSchema),
  language: clearable(z.enum(documentLanguages)),
  buyerReference: clearable(referenceSchema),
  purchaseOrder: clearable(referenceSchema),
  eInvoice: clearable(z.enum(eInvoiceSettings)),
  electronicAddress: clearable(z.object(electronicAddressSchema.shape)),
  timeRounding: clearable(timeRoundingInputSchema),
  isActive: z.optional(z.boolean()),
  notes: clearable(multilineText(1, 2000)),
};

const createSchema = z
  .object({ name: text(2, 100), ...writableFields })
  .check(effectiveWith("defaultHourlyRate"))
  .register(z.globalRegistry, { id: "ClientCreate", description: "A new client." });
const updateSchema = z
  .object({ name: z.optional(text(2, 100)), ...writableFields })
  .check(effectiveWith("defaultHourlyRate"))
  .register(z.globalRegistry, { id: "ClientUpdate", description: "What to change; `null` clears a field." });
/** What may be written; a new client has a name, a change may. */
export type ClientInput = z.output<typeof updateSchema>;

const idPath = z.object({ id: ulidSchema });

export const listClients = defineOperation({
  id: "listClients",
  method: "GET",
  path: "/clients",
  token: "access",
  roles: ["admin", "manager", "employee"],
  tag: "Clients",
  summary: "List clients",
  description:
    "Employees see active clients only. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages in the order of `sortBy`, by name unless given. `search` looks into name and e-mail address, regardless of case, accents and spacing.",
  request: {
    query: z.object({
      ...listParameters,
      isActive: z.optional(booleanParameter),
      /** Text in the name or the contact's e-mail address. */
      search: searchParameter,
      sortBy: z.optional(z.enum(["name", "createdAt"])),
    }),
  },
  response: { status: 200, description: "Clients.", data: listOf(clientSchema) },
  errors: [],
  list: { index: "Clients.ListIndex" },
});

export const getClient = defineOperation({
  id: "getClient",
  method: "GET",
  path: "/clients/{id}",
  token: "access",
  roles: ["admin", "manager", "employee"],
  tag: "Clients",
  summary: "Get a client",
  request: { path: idPath },
  response: { status: 200, description: "The client.", data: clientSchema, etag: true },
  errors: [clientNotFound],
});

export const createClient = defineOperation({
  id: "createClient",
  method: "POST",
  path: "/clients",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Clients",
  summary: "Create a client",
  description:
    "Only administrators may set `defaultHourlyRate`. The tax categories `exempt` and `outOfScope` need a `taxReason`, and only `standard` goes with a `taxRate` above 0.",
  request: { body: createSchema },
  response: { status: 201, description: "The new client.", data: clientSchema, etag: true },
  errors: [clientAlreadyExists],
});

export const updateClient = defineOperation({
  id: "updateClient",
  method: "PUT",
  path: "/clients/{id}",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Clients",
  summary: "Change a client",
  description:
    "Fields that are left out stay as they are; a sent `contactInfo` replaces the stored one. Only administrators may change `defaultHourlyRate`: it holds from `effectiveFrom` on, else from today, and `null` without a date forgets all rates. A new `currency` keeps their numbers. Tax category, reason and rate must fit together after the change.",
  request: { path: idPath, body: updateSchema },
  response: { status: 200, description: "The client as it is now.", data: clientSchema, etag: true },
  errors: [clientNotFound, clientAlreadyExists, clientHasAmounts, conflict, preconditionFailed],
});

export const deleteClient = defineOperation({
  id: "deleteClient",
  method: "DELETE",
  path: "/clients/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Clients",
  summary: "Deactivate or delete a client",
  description:
    "Deactivates it; `hard=true` deletes it for good, which only a client without projects and invoices allows.",
  request: { path: idPath, query: z.object({ hard: z.optional(booleanParameter) }) },
  response: { status: 200, description: "The client as it is now, or was before it was deleted.", data: clientSchema },
  errors: [clientNotFound, clientHasProjects, conflict, preconditionFailed],
});
