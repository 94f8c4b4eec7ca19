import { httpHandler } from "@aerotage/core/lambda/http";
import { importTimeEntries } from "../import/contract.js";
import { importFile } from "../import/importing.js";

export const handler = httpHandler(importTimeEntries, importFile);
