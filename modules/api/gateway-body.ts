/**
 * The OpenAPI 3.0.1 document that API Gateway imports as a whole REST API: routes with their integrations, the authorizer and the
 * gateway responses. It holds no schemas and no prose: the functions validate, and API Gateway would keep prose as documentation
 * parts.
 *
 * API Gateway imports no OpenAPI 3.1 and ignores `security` at the root, so each operation states its own.
 */

/** Who may call a route: anybody, or who has a token; scopes make it an access token, none an ID token. */
export type RouteAuthorization = "none" | { readonly scopes: readonly string[] };

/** A response that the gateway sends by itself. */
export interface GatewayResponseProps {
  /** One of API Gateway's response types, such as `UNAUTHORIZED`. */
  readonly type: string;
  /** @default the type's own */
  readonly statusCode?: number;
  /** The JSON body; may use `$context` variables. */
  readonly body: string;
  /** Header values: mapping expressions such as `'text'` or `method.request.header.Origin`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One method of one path. */
export interface GatewayOperation {
  /** In upper case. */
  readonly method: string;
  /** From the root, with parameters in braces: `/things/{id}`. */
  readonly path: string;
  /** Unique in the API. API Gateway shows it as the method's operation name. @default none */
  readonly operationId?: string;
  readonly authorization: RouteAuthorization;
  /** The invocation ARN of the function that answers. */
  readonly invokeArn: string;
}

export interface GatewayBodyProps {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly GatewayOperation[];
  /** Checks the tokens of user pools. @default none, and every operation must be open */
  readonly authorizer?: { readonly name: string; readonly userPoolArns: readonly string[] };
  /** The role with which the gateway invokes the functions. */
  readonly invocationRoleArn: string;
  /** @default API Gateway's own */
  readonly gatewayResponses?: readonly GatewayResponseProps[];
  /** Media types of bodies that are not text. @default none */
  readonly binaryMediaTypes?: readonly string[];
  /** Responses of so many bytes and more are compressed for clients that accept it. @default none is */
  readonly minimumCompressionBytes?: number;
}

/** One operation of the document. */
export interface OperationBody {
  readonly operationId?: string;
  readonly parameters?: readonly object[];
  /** Empty for an open operation. Scopes make API Gateway expect an access token, none an ID token. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: object;
  readonly "x-amazon-apigateway-integration": {
    readonly type: "aws_proxy";
    readonly httpMethod: "POST";
    readonly uri: string;
    readonly credentials: string;
  };
}

/** One gateway response of the document. */
export interface GatewayResponseBody {
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The document. Paths and methods are sorted, so the order of the routes changes nothing. */
export interface GatewayBody {
  readonly openapi: "3.0.1";
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationBody>>>>;
  readonly components?: { readonly securitySchemes: Readonly<Record<string, object>> };
  readonly "x-amazon-apigateway-gateway-responses"?: Readonly<Record<string, GatewayResponseBody>>;
  readonly "x-amazon-apigateway-binary-media-types"?: readonly string[];
  readonly "x-amazon-apigateway-minimum-compression-size"?: number;
}

/** The largest document that API Gateway imports. */
export const maximumBodyBytes = 6 * 1024 * 1024;

/** @throws if an operation needs a token, but there is no authorizer: API Gateway would import it as an open one */
export function gatewayBody(props: GatewayBodyProps): GatewayBody {
  const { authorizer, gatewayResponses = [], binaryMediaTypes = [], minimumCompressionBytes } = props;
  const operations = [...props.operations].sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
  const paths: Record<string, Record<string, OperationBody>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationBody(operation, props),
    };
  }
  return {
    openapi: "3.0.1",
    info: { title: props.name, description: props.description, version: "1.0" },
    paths,
    ...(authorizer !== undefined && {
      components: { securitySchemes: { [authorizer.name]: securityScheme(authorizer.userPoolArns) } },
    }),
    ...(gatewayResponses.length > 0 && {
      "x-amazon-apigateway-gateway-responses": Object.fromEntries(
        [...gatewayResponses]
          .sort((a, b) => compare(a.type, b.type))
          .map((response) => [response.type, gatewayResponseBody(response)]),
      ),
    }),
    ...(binaryMediaTypes.length > 0 && { "x-amazon-apigateway-binary-media-types": [...binaryMediaTypes] }),
    ...(minimumCompressionBytes !== undefined && {
      "x-amazon-apigateway-minimum-compression-size": minimumCompressionBytes,
    }),
  };
}

function operationBody(operation: GatewayOperation, props: GatewayBodyProps): OperationBody {
  const parameters = pathParameters(operation.path);
  return {
    ...(operation.operationId !== undefined && { operationId: operation.operationId }),
    ...(parameters.length > 0 && { parameters }),
    security: security(operation, props.authorizer?.name),
    // OpenAPI asks for one; a proxy integration passes on any response.
    responses: { "200": { description: "The function's response" } },
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: operation.invokeArn,
      credentials: props.invocationRoleArn,
    },
  };
}

function security({ authorization, method, path }: GatewayOperation, authorizer: string | undefined) {
  if (authorization === "none") return [];
  if (authorizer === undefined) throw new Error(`${method} ${path} needs a token, but the API has no authorizer.`);
  return [{ [authorizer]: [...authorization.scopes] }];
}

/** OpenAPI asks for every parameter of a path; with `failOnWarnings` API Gateway may refuse a document without them. */
function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

/** API Gateway takes the header's name from the scheme: for user pools the authorizer has no `identitySource` of its own. */
function securityScheme(userPoolArns: readonly string[]): object {
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [...userPoolArns] },
  };
}

function gatewayResponseBody(response: GatewayResponseProps): GatewayResponseBody {
  return {
    ...(response.statusCode !== undefined && { statusCode: String(response.statusCode) }),
    responseParameters: Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
    ),
    responseTemplates: { "application/json": response.body },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
