import { httpHandler } from "@aerotage/kernel/http-handler";
import { probeIdToken } from "../contract.js";

export const handler = httpHandler(probeIdToken, async ({ caller }) => ({ data: { userId: caller.id } }));
