/** The code of the functions that run in the local cloud. */
import {
  LambdaClient,
  paginateListFunctions,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import {
  type BuildManifest,
  type BuiltFunction,
  buildFunctions,
  defaultBuildDirectory,
  functionsFrom,
} from "../tools/build.js";
import { uploadArtifacts } from "../tools/deployment/artifacts.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { formatDuration } from "../tools/progress.js";

const updateSeconds = 20;
const functionName = (id: string) => `aerotage-local-${id}`;

/** Puts a function's built code live: a new version of it, and the alias that the gateway calls pointed there. */
async function release(lambda: LambdaClient, bucket: string, built: BuiltFunction): Promise<void> {
  const FunctionName = functionName(`${built.service}-${built.function}`);
  const { Version } = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: bucket, S3Key: built.key, Publish: true }),
  );
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: updateSeconds, minDelay: 1 }, { FunctionName });
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

/** Replaces the code of functions whose built code differs from the running one. */
export class LiveFunctions {
  readonly #bucket: string;
  readonly #settings: ReturnType<typeof emulatorClient>;
  readonly #lambda: LambdaClient;
  /** Functions whose last build failed: the next change may be what mends them. */
  readonly #broken = new Set<string>();

  constructor(endpoint: string, bucket: string) {
    this.#settings = emulatorClient(endpoint);
    this.#lambda = new LambdaClient(this.#settings);
    this.#bucket = bucket;
  }

  /** Puts built functions live whose code is not the running one, and returns their ids. */
  async release(build: BuildManifest): Promise<string[]> {
    const running = await this.#running();
    const outdated = Object.entries(build.functions).filter(([id, { sha256 }]) => {
      const hash = running.get(functionName(id));
      // A function that is not there yet is Terraform's to make.
      return hash !== undefined && hash !== Buffer.from(sha256, "hex").toString("base64");
    });
    const functions = Object.fromEntries(outdated);
    await uploadArtifacts(
      { functions },
      { buildDirectory: defaultBuildDirectory, bucket: this.#bucket, s3: this.#settings },
    );
    await Promise.all(Object.values(functions).map((one) => release(this.#lambda, this.#bucket, one)));
    return Object.keys(functions);
  }

  /** The hash of each function's code as Lambda states it, by the function's name. */
  async #running(): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for await (const { Functions = [] } of paginateListFunctions({ client: this.#lambda }, {}))
      for (const { FunctionName = "", CodeSha256 = "" } of Functions) hashes.set(FunctionName, CodeSha256);
    return hashes;
  }

  /** Updates what changed files are part of, and says what is live. @param files relative to the repository */
  async update(files: readonly string[]): Promise<void> {
    const started = performance.now();
    const used = await Promise.all(files.map((file) => functionsFrom(file)));
    const only = [...new Set([...used.flat(), ...this.#broken])];
    if (only.length === 0) return console.log(`✓ no function is made of ${files.join(", ")}`);
    for (const id of only) this.#broken.add(id);
    try {
      const { functions } = await buildFunctions({ only });
      const built = Object.entries(functions).filter(([id]) => only.includes(id));
      const names = await this.release({ functions: Object.fromEntries(built) });
      this.#broken.clear();
      const result = names.length > 0 ? `live: ${names.join(", ")}` : "no function changed";
      console.log(`✓ ${result}  ${formatDuration(performance.now() - started)}`);
    } catch (error) {
      console.error(`✗ not live: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  close(): void {
    this.#lambda.destroy();
  }
}
