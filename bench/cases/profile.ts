import {
  completeUpload,
  createUpload,
  deleteDocument,
  deleteProfilePicture,
  getDocument,
  getNotificationSettings,
  getPreferences,
  getProfile,
  listDocuments,
  updateNotificationSettings,
  updatePreferences,
  updateProfile,
} from "@aerotage/users/contract/profiles";
import type { ApiRequest } from "../../client/api-client.js";
import { type BenchCase, type CaseTools, ofCaller, sendFile } from "./case.js";

const kilobyte = 1000;

/** A file as a person sends it: what its first bytes are decides what it is taken for. */
interface Upload {
  readonly purpose: "document" | "profilePicture";
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Buffer<ArrayBuffer>;
}

const pdf: Upload = {
  purpose: "document",
  fileName: "Contract.pdf",
  contentType: "application/pdf",
  content: Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(100 * kilobyte, "x")]),
};
const png: Upload = {
  purpose: "profilePicture",
  fileName: "Portrait.png",
  contentType: "image/png",
  content: Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    Buffer.alloc(100 * kilobyte, 7),
  ]),
};

const announced = ({ content, ...upload }: Upload): object => ({ ...upload, sizeBytes: content.byteLength });

/** Sends a file of the caller's, and says how it is taken over. */
async function uploaded(tools: CaseTools, upload: Upload) {
  const begun = await tools.call(createUpload, tools.caller, { ...ofCaller(tools), body: announced(upload) });
  await sendFile(begun, upload.content);
  return { ...ofCaller(tools), body: { uploadId: begun.uploadId } };
}

/** Keeps a file of the caller's. */
async function kept(tools: CaseTools, upload: Upload) {
  return await tools.call(completeUpload, tools.caller, await uploaded(tools, upload));
}

const ofNewDocument = async (tools: CaseTools): Promise<ApiRequest> => {
  const { document } = await kept(tools, pdf);
  return { path: { id: tools.caller.id, documentId: document?.id ?? "" } };
};

export const profileCases: readonly BenchCase[] = [
  { operation: getProfile, title: "one's own", caller: "employee", parts: ofCaller },
  {
    operation: updateProfile,
    title: "the whole form with another job title",
    caller: "employee",
    parts: (tools) => ({
      ...ofCaller(tools),
      body: {
        name: "Elin Measure",
        jobTitle: `Engineer ${tools.unique()}`,
        department: "Engineering",
        contactInfo: { phone: "+49 30 5550100", address: "", emergencyContact: "" },
      },
    }),
  },
  { operation: getPreferences, title: "one's own", caller: "employee", parts: ofCaller },
  {
    operation: updatePreferences,
    title: "another theme and time zone",
    caller: "new employee",
    parts: (tools) => ({ ...ofCaller(tools), body: { theme: "dark", timezone: "Europe/Berlin" } }),
  },
  { operation: getNotificationSettings, title: "one's own", caller: "employee", parts: ofCaller },
  {
    operation: updateNotificationSettings,
    title: "weekly mails and quiet hours",
    caller: "new employee",
    parts: (tools) => ({
      ...ofCaller(tools),
      body: { emailFrequency: "weekly", quietHours: { enabled: true, start: "18:00", end: "08:00" } },
    }),
  },
  {
    operation: createUpload,
    title: "of a document",
    caller: "employee",
    parts: (tools) => ({ ...ofCaller(tools), body: announced(pdf) }),
  },
  {
    operation: completeUpload,
    title: "of a document of 100 KB",
    caller: "employee",
    parts: (tools) => uploaded(tools, pdf),
  },
  {
    operation: completeUpload,
    title: "of a profile picture of 100 KB",
    caller: "employee",
    parts: (tools) => uploaded(tools, png),
  },
  {
    operation: deleteProfilePicture,
    title: "one's own",
    caller: "employee",
    parts: async (tools) => {
      await kept(tools, png);
      return ofCaller(tools);
    },
  },
  {
    operation: listDocuments,
    title: "1 document",
    caller: "new employee",
    parts: async (tools) => {
      await kept(tools, pdf);
      return ofCaller(tools);
    },
  },
  { operation: getDocument, title: "with a link to it", caller: "employee", parts: ofNewDocument },
  { operation: deleteDocument, title: "with its content", caller: "employee", parts: ofNewDocument },
];
