import { httpHandler } from "@aerotage/kernel/http-handler";
import { submitTimeEntries } from "../contract/time-entries.js";
import { submit } from "../use-cases/submit-entries.js";

export const handler = httpHandler(submitTimeEntries, submit);
