import { httpHandler } from "@aerotage/kernel/http-handler";
import { importTimeEntries } from "../contract/import.js";
import { importFile } from "../use-cases/import-entries.js";

export const handler = httpHandler(importTimeEntries, importFile);
