import { httpHandler } from "@aerotage/core/lambda/http";
import { submitTimeEntries } from "../contract.js";
import { submit } from "../submitting.js";

export const handler = httpHandler(submitTimeEntries, submit);
