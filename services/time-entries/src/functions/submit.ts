import { httpHandler } from "@aerotage/kernel/http-handler";
import { submitTimeEntries } from "../contract.js";
import { submit } from "../submitting.js";

export const handler = httpHandler(submitTimeEntries, submit);
