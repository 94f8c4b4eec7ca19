import { queueHandler } from "@aerotage/core/lambda/queue";
import { noteMailFailure } from "../use-cases/record-mail-failure.js";

/** SES also writes a line of text, which is no JSON. */
const asText = (body: string) => body;

export const handler = queueHandler(({ body }) => noteMailFailure(body, new Date()), asText);
