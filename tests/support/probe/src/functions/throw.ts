import { httpHandler } from "@aerotage/kernel/http-handler";
import { probeThrow } from "../contract.js";

export const handler = httpHandler(probeThrow, async () => {
  throw new Error("a detail that no caller may see");
});
