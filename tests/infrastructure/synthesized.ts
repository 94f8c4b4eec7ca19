/** What tests look at: the JSON that Terraform would read. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceManifest } from "@aerotage/core/contract/manifest";
import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { loadEnvironments } from "../../environments/registry.js";
import type { Environment } from "../../environments/schema.js";
import type { GatewayBody, OperationBody } from "../../modules/api/gateway-body.js";
import type { Build } from "../../stacks/build-manifest.js";
import { services as productServices } from "../../stacks/services.js";
import { synthesize } from "../../stacks/synthesize.js";
import type { Target } from "../../stacks/target.js";

/** The arguments of one resource, as written to the stack. */
export type Block = Readonly<Record<string, unknown>>;
/** Blocks by type and logical name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** A stack's JSON. */
export interface StackJson {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, Block>>;
  readonly provider: { readonly aws: readonly Block[] };
  readonly terraform: { readonly backend: Readonly<Record<string, Block>>; readonly required_providers: Block };
}

/** AWS, with every state where its environment says. */
export const awsTarget: Target = { endpoint: undefined, localState: false, stateDirectory: "../../../.local/state" };

/** A build in which every function has the same version and hash: what a release changes does not show. */
export function fixedBuild(services: readonly ServiceManifest[]): Build {
  const sha256 = "0".repeat(64);
  return Object.fromEntries(
    services.flatMap((service) =>
      Object.keys(service.functions).map((name) => {
        const id = `${service.name}-${name}`;
        const built = { service: service.name, function: name, version: "0.0.0", sha256, codeBytes: 1, zipBytes: 1 };
        return [id, { ...built, zip: `zips/${id}.zip`, key: `functions/${id}/${sha256}.zip` }];
      }),
    ),
  );
}

export interface SynthesizedProduct {
  readonly environments?: readonly Environment[];
  readonly services?: readonly ServiceManifest[];
  readonly target?: Target;
}

/** The stacks of the product by name. */
export function synthesizeProduct(product: SynthesizedProduct = {}): Readonly<Record<string, StackJson>> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    return writeProduct(outdir, product);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The parts of an environment that each of its stacks needs, by the stack's part: `{ api: ["auth", "data"] }`. */
export function neighboursIn(environment: Environment): Readonly<Record<string, readonly string[]>> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    const { stacks } = synthesizeApp(outdir, { environments: [environment] }).manifest;
    const partOf = (name: string) => name.split("-")[1] ?? "";
    const own = Object.values(stacks).filter(({ name }) => name.endsWith(`-${environment.name}`));
    return Object.fromEntries(own.map(({ name, dependencies }) => [partOf(name), dependencies.map(partOf).sort()]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** As `synthesizeProduct`, into a folder that stays. */
export function writeProduct(outdir: string, product: SynthesizedProduct = {}): Readonly<Record<string, StackJson>> {
  const names = Object.keys(synthesizeApp(outdir, product).manifest.stacks);
  return Object.fromEntries(names.map((name) => [name, readStack(outdir, name)]));
}

function synthesizeApp(outdir: string, product: SynthesizedProduct) {
  const services = product.services ?? productServices;
  return synthesize({
    environments: product.environments ?? loadEnvironments(),
    services,
    build: fixedBuild(services),
    target: product.target ?? awsTarget,
    outdir,
  });
}

function readStack(outdir: string, name: string): StackJson {
  return withoutMetadata(JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")));
}

/** What a construct makes, by type and logical name. */
export function synthesizeConstruct(make: (scope: Construct) => void): Pick<StackJson, "resource" | "data"> {
  return withoutMetadata(JSON.parse(Testing.synthScope(make)));
}

/** cdktf's notes on where a block comes from. */
function withoutMetadata<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutMetadata) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === "//" ? [] : [[key, withoutMetadata(inner)]])),
  ) as T;
}

/** All blocks of a type. */
export function all(stack: Pick<StackJson, "resource" | "data">, type: string): Block[] {
  return Object.values(stack.resource?.[type] ?? stack.data?.[type] ?? {});
}

/** The only block of a type. @throws if there is none or more than one */
export function only(stack: Pick<StackJson, "resource" | "data">, type: string): Block {
  const [block, ...others] = all(stack, type);
  if (block === undefined || others.length > 0)
    throw new Error(`There are ${block === undefined ? 0 : others.length + 1} ${type}.`);
  return block;
}

/** A JSON text inside a block, parsed. */
export function parsed(block: Block, argument: string): unknown {
  const text = block[argument];
  if (typeof text !== "string") throw new Error(`${argument} is no text: ${JSON.stringify(text)}`);
  return JSON.parse(text);
}

/** The OpenAPI document of a stack's REST API. Its user pools' ARNs are Terraform's expressions. */
export function gatewayBodyOf(stack: Pick<StackJson, "resource" | "data">): GatewayBody {
  return parsed(only(stack, "aws_api_gateway_rest_api"), "body") as GatewayBody;
}

/** One operation of a document. */
export interface SynthesizedOperation extends OperationBody {
  /** In upper case. */
  readonly method: string;
  readonly path: string;
}

/** All operations of a document, the preflights included. */
export function operationsOf(body: GatewayBody): SynthesizedOperation[] {
  return Object.entries(body.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** A stack by name. @throws if there is none */
export function stackOf(stacks: Readonly<Record<string, StackJson>>, name: string): StackJson {
  const stack = stacks[name];
  if (stack === undefined) throw new Error(`There is no stack ${name}, only ${Object.keys(stacks).join(", ")}.`);
  return stack;
}

/** The only block of a type whose name fits. */
export function named(stack: Pick<StackJson, "resource" | "data">, type: string, name: RegExp): Block {
  const found = all(stack, type).filter((block) => name.test(String(block.name)));
  const [block, ...others] = found;
  if (block === undefined || others.length > 0)
    throw new Error(`There are ${found.length} ${type} with a name like ${name}.`);
  return block;
}
