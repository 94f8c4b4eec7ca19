import { httpHandler } from "@aerotage/core/lambda/http";
import { probeIdToken } from "../contract.js";

export const handler = httpHandler(probeIdToken, async ({ caller }) => ({ data: { userId: caller.id } }));
