import { completeLogoUpload, createLogoUpload, deleteLogo } from "@aerotage/organization/contract/logo";
import {
  getSettings,
  listActivity,
  listUserActivity,
  updateSettings,
} from "@aerotage/organization/contract/organization";
import { type BenchCase, type CaseTools, nothing, ofCaller, sendFile } from "./case.js";

const logo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100_000, 7)]);
const announcedLogo = { contentType: "image/jpeg", sizeBytes: logo.byteLength };

/** Sends a logo, and says how it is taken over. */
async function uploadedLogo({ call, caller }: CaseTools) {
  const begun = await call(createLogoUpload, caller, { body: announcedLogo });
  await sendFile(begun, logo);
  return { body: { uploadId: begun.uploadId } };
}

const page = () => ({ query: { limit: "25" } });

/** They come last: what was done before is in the audit trail. */
export const organizationCases: readonly BenchCase[] = [
  {
    operation: updateSettings,
    title: "another legal name",
    parts: ({ unique }) => ({ body: { legalName: `Aerotage ${unique()}` } }),
  },
  { operation: createLogoUpload, title: "a link for a JPEG of 100 KB", parts: () => ({ body: announcedLogo }) },
  { operation: completeLogoUpload, title: "a JPEG of 100 KB in place of another", parts: uploadedLogo },
  {
    operation: deleteLogo,
    title: "a JPEG of 100 KB",
    parts: async (tools) => {
      await tools.call(completeLogoUpload, tools.caller, await uploadedLogo(tools));
      return {};
    },
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
