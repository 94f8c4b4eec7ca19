/**
 * An operation of the HTTP API, stated once: its route, who may call it, and the schemas of what goes in and comes out.
 *
 * Routes, validation, OpenAPI, the typed test client and the IAM policy's caller part are derived from it. This file imports nothing
 * at run time, so infrastructure may read contracts without loading the AWS SDK.
 */
import type * as z from "zod/mini";
import type { ErrorDefinition } from "./errors.js";

/** The roles a person can have, highest first (the precedence of their Cognito groups). */
export const roles = ["admin", "manager", "employee"] as const;
export type Role = (typeof roles)[number];

/**
 * The kind of Cognito token a route takes. `access` needs the scope `aws.cognito.signin.user.admin`; `id` is for the profile
 * routes alone; `none` makes the route public.
 */
export type TokenKind = "access" | "id" | "none";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** Any object schema. */
export type ObjectSchema = z.ZodMiniObject;

/** The parameters of a list, and the index that serves it. */
export interface ListContract {
  /**
   * What serves the list without filters: `Table.Index`, or the `Table` alone where its own key does; `x-index` in OpenAPI.
   */
  readonly index: string;
}

/** One operation of the API. */
export interface Operation<
  Path extends ObjectSchema | undefined = ObjectSchema | undefined,
  Query extends ObjectSchema | undefined = ObjectSchema | undefined,
  Body extends ObjectSchema | undefined = ObjectSchema | undefined,
  Data extends z.ZodMiniType = z.ZodMiniType,
> {
  /** Unique over all services, camel case: OpenAPI's `operationId`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Below the stage, with parameters in braces: `/clients/{id}`. */
  readonly path: `/${string}`;
  readonly token: TokenKind;
  /** Who may call it. Empty exactly when `token` is `none`. */
  readonly roles: readonly Role[];
  /** The heading under which the reference shows it. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly request: { readonly path?: Path; readonly query?: Query; readonly body?: Body };
  readonly response: {
    /** 302 leads to another address, which `Location` has. */
    readonly status: 200 | 201 | 202 | 302;
    readonly description: string;
    /** What 207 stands for, where a part of what was asked for may be done; its `data` is the same. */
    readonly partly?: string;
    /** What 202 stands for, where the work may go on after the response; its `data` is the same. */
    readonly accepted?: string;
    /** The schema of `data`. */
    readonly data: Data;
    /** Fields next to `data` in the response, for a client that does not read `data`. */
    readonly beside?: ObjectSchema;
    /** True when `data` is a record with a version, which is also returned as `ETag`. */
    readonly etag?: boolean;
    /** True when the response contains a secret. It is not stored for an idempotency key, and a repeated call does its work again. */
    readonly secret?: boolean;
  };
  /** Errors of this operation, in addition to those that any operation can return. */
  readonly errors: readonly ErrorDefinition[];
  readonly list?: ListContract;
}

/** States an operation. Its types follow from the schemas. */
export function defineOperation<
  const Path extends ObjectSchema | undefined = undefined,
  const Query extends ObjectSchema | undefined = undefined,
  const Body extends ObjectSchema | undefined = undefined,
  Data extends z.ZodMiniType = z.ZodMiniType,
>(operation: Operation<Path, Query, Body, Data>): Operation<Path, Query, Body, Data> {
  return operation;
}
