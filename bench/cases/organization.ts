import { getSettings, listActivity, listUserActivity, updateSettings } from "@aerotage/organization/contract";
import { type BenchCase, nothing, ofCaller } from "./case.js";

const page = () => ({ query: { limit: "25" } });

/** They come last: what was done before is in the audit trail. */
export const organizationCases: readonly BenchCase[] = [
  {
    operation: updateSettings,
    title: "another legal name",
    parts: ({ unique }) => ({ body: { legalName: `Aerotage ${unique()}` } }),
  },
  { operation: getSettings, title: "all that an administrator reads", parts: nothing },
  { operation: listActivity, title: "a page of 25 of more than 1000", parts: page },
  { operation: listActivity, title: "1000 at once", parts: nothing },
  {
    operation: listActivity,
    title: "a page of 25 of one type",
    parts: () => ({ query: { limit: "25", type: "client.created" } }),
  },
  {
    operation: listActivity,
    title: "a page of 25 of teams, behind more than 1000 others",
    parts: () => ({ query: { limit: "25", entityType: "team" } }),
  },
  {
    operation: listUserActivity,
    title: "a page of 25 of more than 1000 of one's own",
    parts: (tools) => ({ ...ofCaller(tools), ...page() }),
  },
];
