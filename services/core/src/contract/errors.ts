/**
 * Errors that a caller may see, and those that any operation may return. The contract of a service defines the errors that it alone throws;
 * the kernel defines those of several services. Anything that is not an `ApiError` reaches the caller as an opaque 500.
 */

/** One kind of error. */
export interface ErrorDefinition {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  /** Upper snake case; stable: clients branch on it. */
  readonly code: string;
  /** When the API returns it, for the reference. */
  readonly description: string;
}

/** One problem of a request: its path (parts separated by dots) and its message. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

export interface ApiErrorOptions {
  readonly details?: readonly ErrorDetail[];
  /** Seconds after which a retry makes sense, returned as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error that is returned to the caller as it is. */
export class ApiError extends Error {
  readonly definition: ErrorDefinition;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(definition: ErrorDefinition, message: string, options: ApiErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "ApiError";
    this.definition = definition;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const validationError = {
  status: 400,
  code: "VALIDATION_ERROR",
  description: "The request does not fit its schema; `details` names every violation.",
} as const satisfies ErrorDefinition;

/** The error of one invalid field. The message says what the field must be. */
export function fieldError(path: string, message: string): ApiError {
  return new ApiError(validationError, `${path} ${message}.`, { details: [{ path, message }] });
}

export const invalidJson = {
  status: 400,
  code: "INVALID_JSON",
  description: "The body is not JSON.",
} as const satisfies ErrorDefinition;

export const unauthorized = {
  status: 401,
  code: "UNAUTHORIZED",
  description: "No valid token of the kind that the route takes.",
} as const satisfies ErrorDefinition;

export const accountDisabled = {
  status: 401,
  code: "ACCOUNT_DISABLED",
  description: "The caller's account is not active.",
} as const satisfies ErrorDefinition;

export const sessionTerminated = {
  status: 401,
  code: "SESSION_TERMINATED",
  description: "The sign-in was ended, or has lasted as long as a sign-in may.",
} as const satisfies ErrorDefinition;

export const forbidden = {
  status: 403,
  code: "FORBIDDEN",
  description: "The caller's role or scope does not allow it.",
} as const satisfies ErrorDefinition;

export const conflict = {
  status: 409,
  code: "CONFLICT",
  description: "The record was changed by somebody else in the meantime; nothing was written.",
} as const satisfies ErrorDefinition;

export const requestInProgress = {
  status: 409,
  code: "REQUEST_IN_PROGRESS",
  description: "A request with the same idempotency key is still running.",
} as const satisfies ErrorDefinition;
export const preconditionFailed = {
  status: 412,
  code: "PRECONDITION_FAILED",
  description: "The record no longer has the version that `If-Match` names; nothing was written.",
} as const satisfies ErrorDefinition;

export const payloadTooLarge = {
  status: 413,
  code: "PAYLOAD_TOO_LARGE",
  description: "The body is larger than 1 MB.",
} as const satisfies ErrorDefinition;

export const unsupportedMediaType = {
  status: 415,
  code: "UNSUPPORTED_MEDIA_TYPE",
  description: "The body's `Content-Type` is not JSON.",
} as const satisfies ErrorDefinition;

export const idempotencyKeyReused = {
  status: 422,
  code: "IDEMPOTENCY_KEY_REUSED",
  description: "The idempotency key was used within 24 hours for another request.",
} as const satisfies ErrorDefinition;

export const tooManyRequests = {
  status: 429,
  code: "TOO_MANY_REQUESTS",
  description: "The gateway throttles; try again after `Retry-After` seconds.",
} as const satisfies ErrorDefinition;

export const internalError = {
  status: 500,
  code: "INTERNAL_ERROR",
  description: "A fault of the service; the log has the request id.",
} as const satisfies ErrorDefinition;

export const uploadNotFound = {
  status: 404,
  code: "UPLOAD_NOT_FOUND",
  description: "Nothing was uploaded under this id, or it was completed already.",
} as const satisfies ErrorDefinition;

export const uploadRefused = {
  status: 422,
  code: "UPLOAD_REFUSED",
  description: "What was uploaded is not of the size and type that were announced.",
} as const satisfies ErrorDefinition;

export const unavailable = {
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  description: "The service cannot answer now; try again after `Retry-After` seconds with the same idempotency key.",
} as const satisfies ErrorDefinition;

/** The path of a detail as text: `contactInfo.email`, `lineItems.0.rate`. */
export function detailPath(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}
