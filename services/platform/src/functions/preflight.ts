import { preflightHeaders } from "@aerotage/core/contract/cors";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const origin = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === "origin")?.[1];
  return { statusCode: 204, headers: preflightHeaders(origin, process.env.CORS_ORIGINS), body: "" };
};
