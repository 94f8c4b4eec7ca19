import { httpHandler } from "@aerotage/core/lambda/http";
import { probeThrow } from "../contract.js";

export const handler = httpHandler(probeThrow, async () => {
  throw new Error("a detail that no caller may see");
});
