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
} from "@aerotage/core/contract/manifest";
import { billAccess, previewAccess, readBillableAccess } from "@aerotage/time-entries/published/access";
import { sendInvoice, updateInvoice, updateInvoiceStatus } from "./contract/change.js";
import { createInvoice, previewInvoice } from "./contract/create.js";
import { creditInvoice } from "./contract/credit.js";
import { getInvoice, getInvoicePdf, getInvoiceXml, listInvoices, viewInvoice } from "./contract/read.js";
import {
  createRecurringInvoice,
  deleteRecurringInvoice,
  getRecurringInvoice,
  listRecurringInvoices,
  updateRecurringInvoice,
} from "./contract/recurring.js";

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
    get: httpFunction([getInvoice, getInvoicePdf, getInvoiceXml], {
      entry: "src/functions/get.ts",
      access: mergeAccess(scopeAccess, readAccess, partiesAccess, documentAccess, {
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
    status: httpFunction([updateInvoiceStatus, creditInvoice], {
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
    "follow-mail": {
      description: "Mark invoices whose last mail bounced or was called unwanted",
      entry: "src/functions/follow-mail.ts",
      triggers: [
        { type: "queue", batchSize: 10, maximumConcurrency: 2, maxReceives: 5, subscribe: { topic: "mailEvents" } },
      ],
      access: mergeAccess(writeAccess, changeAccess),
      budget: domainBudget,
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
    recurring: httpFunction(
      [
        listRecurringInvoices,
        createRecurringInvoice,
        getRecurringInvoice,
        updateRecurringInvoice,
        deleteRecurringInvoice,
      ],
      {
        entry: "src/functions/recurring.ts",
        access: mergeAccess(scopeAccess, writeAccess, partiesAccess, {
          tables: { Invoices: { actions: ["PutItem", "DeleteItem", "Query"], indexes: ["ListIndex"] } },
        }),
        budget: extendedBudget,
      },
    ),
    calendar: {
      description: "Make recurring invoices, and remind clients of invoices",
      entry: "src/functions/calendar.ts",
      triggers: [{ type: "schedule", expression: "cron(20 * * * ? *)" }],
      access: mergeAccess(taskAccess, readBillableAccess, settleAccess, documentAccess, {
        tables: { Invoices: { actions: ["Query"], indexes: ["StatusIndex"] } },
        mail: true,
        apiUrl: true,
      }),
      timeoutSeconds: 300,
      // It makes, settles and mails invoices.
      budget: { code: 480_000, zip: 160_000 },
    },
    "make-document": {
      description: "Make the document of an invoice",
      entry: "src/functions/make-document.ts",
      triggers: [],
      access: mergeAccess(readAccess, partiesAccess, {
        buckets: { general: ["GetObject"], invoices: ["GetObject", "PutObject"], exports: ["PutObject"] },
      }),
      // The memory that has a whole processor: an electronic invoice of 5,000 lines takes seconds.
      memoryMegabytes: 1769,
      timeoutSeconds: 30,
      budget: documentBudget,
    },
  },
};
