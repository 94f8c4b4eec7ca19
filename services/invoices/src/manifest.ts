import {
  type Access,
  changeAccess,
  documentBudget,
  domainBudget,
  extendedBudget,
  httpFunction,
  mailBudget,
  mergeAccess,
  type ServiceManifest,
} from "@aerotage/core/manifest";
import { billAccess, previewAccess, readBillableAccess } from "@aerotage/time-entries/published/access";
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "./contract/change.js";
import { createInvoice, previewInvoice } from "./contract/create.js";
import { getInvoice, getInvoicePdf, listInvoices, viewInvoice } from "./contract/read.js";

/** Whose invoices somebody may know of: the projects that they are a member of. */
const scopeAccess: Access = {
  tables: { Projects: { actions: ["BatchGetItem", "Query"], indexes: ["MemberIndex"] } },
};

/** The organization and the client of an invoice. */
const partiesAccess: Access = {
  tables: { Settings: { actions: ["BatchGetItem"] }, Clients: { actions: ["BatchGetItem"] } },
};

const readAccess: Access = { tables: { Invoices: { actions: ["BatchGetItem"] } } };
const writeAccess: Access = mergeAccess(readAccess, { tables: { Invoices: { actions: ["UpdateItem"] } } });

/** Freeing the time of an invoice. */
const releaseAccess: Access = mergeAccess(writeAccess, billAccess, {
  tables: { Invoices: { actions: ["PutItem", "DeleteItem", "ConditionCheckItem"] } },
});

/** Making an invoice too: what names the lines, and the references of its client. */
const taskAccess: Access = mergeAccess(releaseAccess, partiesAccess, {
  tables: {
    Clients: { actions: ["ConditionCheckItem", "UpdateItem"] },
    Projects: { actions: ["BatchGetItem"] },
    Users: { actions: ["BatchGetItem"] },
  },
});

/** Keeping the logo as it is when an invoice is settled. */
const settleAccess: Access = mergeAccess(partiesAccess, {
  buckets: { general: ["GetObject"], invoices: ["GetObject", "PutObject"] },
});

const documentAccess: Access = { functions: ["invoices-make-document"] };

/** How long a function may take that waits for a document, or moves much time, in seconds. */
const patientSeconds = 25;

/** Invoices: what clients owe for approved time and other things. */
export const invoices: ServiceManifest = {
  name: "invoices",
  functions: {
    list: httpFunction(listInvoices, {
      entry: "src/functions/list.ts",
      access: mergeAccess(scopeAccess, readAccess, {
        tables: {
          Invoices: { actions: ["Query"], indexes: ["ClientIndex", "StatusIndex", "NumberIndex", "ListIndex"] },
        },
      }),
      budget: domainBudget,
    }),
    get: httpFunction([getInvoice, getInvoicePdf], {
      entry: "src/functions/get.ts",
      access: mergeAccess(scopeAccess, readAccess, documentAccess, {
        buckets: { invoices: ["GetObject"], exports: ["GetObject"] },
      }),
      budget: extendedBudget,
      timeoutSeconds: patientSeconds,
    }),
    create: httpFunction([createInvoice, previewInvoice], {
      entry: "src/functions/create.ts",
      access: mergeAccess(scopeAccess, taskAccess, readBillableAccess, previewAccess),
      budget: extendedBudget,
      timeoutSeconds: patientSeconds,
    }),
    update: httpFunction(updateInvoice, {
      entry: "src/functions/update.ts",
      access: mergeAccess(scopeAccess, writeAccess, partiesAccess, {
        tables: { Invoices: { actions: ["PutItem", "DeleteItem"] } },
      }),
      budget: extendedBudget,
    }),
    send: httpFunction(sendInvoice, {
      entry: "src/functions/send.ts",
      access: mergeAccess(scopeAccess, writeAccess, settleAccess, documentAccess, {
        tables: { Invoices: { actions: ["PutItem"] } },
        mail: true,
        apiUrl: true,
      }),
      budget: mailBudget,
      timeoutSeconds: patientSeconds,
    }),
    status: httpFunction(updateInvoiceStatus, {
      entry: "src/functions/status.ts",
      access: mergeAccess(scopeAccess, releaseAccess, settleAccess),
      budget: extendedBudget,
      timeoutSeconds: patientSeconds,
    }),
    view: httpFunction(viewInvoice, {
      entry: "src/functions/view.ts",
      access: mergeAccess(writeAccess, changeAccess, { buckets: { invoices: ["GetObject"] } }),
      budget: domainBudget,
    }),
    prepare: {
      description: "Make an invoice of very much time",
      entry: "src/functions/prepare.ts",
      triggers: [
        {
          type: "queue",
          batchSize: 1,
          maximumConcurrency: 5,
          maxReceives: 5,
          subscribe: { topic: "events", eventTypes: ["invoice.requested"] },
        },
      ],
      access: taskAccess,
      timeoutSeconds: 300,
      budget: extendedBudget,
    },
    sweep: {
      description: "Go on with invoices that somebody who died has left, and mark what is overdue",
      entry: "src/functions/sweep.ts",
      triggers: [{ type: "schedule", expression: "rate(5 minutes)" }],
      access: mergeAccess(taskAccess, {
        tables: { Invoices: { actions: ["Query"], indexes: ["StatusIndex"] } },
      }),
      timeoutSeconds: 300,
      budget: extendedBudget,
    },
    "make-document": {
      description: "Make the document of an invoice",
      entry: "src/functions/make-document.ts",
      triggers: [],
      access: mergeAccess(readAccess, partiesAccess, {
        buckets: { general: ["GetObject"], invoices: ["GetObject", "PutObject"], exports: ["PutObject"] },
      }),
      memoryMegabytes: 1024,
      timeoutSeconds: 30,
      budget: documentBudget,
    },
  },
};
