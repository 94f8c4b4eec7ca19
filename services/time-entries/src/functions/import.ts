import { httpHandler } from "@aerotage/kernel/http-handler";
import { importTimeEntries } from "../import/contract.js";
import { importFile } from "../import/importing.js";

export const handler = httpHandler(importTimeEntries, importFile);
