/** The user behind a request, and how the pipeline finds out who that is. */
import type { Role, TokenKind } from "../contract/operation.js";
import type { Database } from "../database/client.js";

/** The authenticated user who sent a request. */
export interface Caller {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId: string | undefined;
  /** The teams that the caller manages: the scope of a manager is derived from them. */
  readonly managedTeamIds: ReadonlySet<string>;
  /** IANA. */
  readonly timezone: string;
  readonly sessionId: string;
}

/** The claims of a Cognito token as the gateway's authorizer passes them: every value is text. */
export type Claims = Readonly<Record<string, unknown>>;

/** Where a request came from. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  readonly now: Date;
}

/** Finds the caller of a request by the claims of its token. @throws an `ApiError` where the token admits no caller */
export type ResolveCaller = (
  claims: Claims | undefined,
  token: Exclude<TokenKind, "none">,
  origin: RequestOrigin,
  database: Database,
) => Promise<Caller>;
