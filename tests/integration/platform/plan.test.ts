/** A second plan right after the deployment: nothing to do, but for the drift that the emulator is known for. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readStacks, type Stack } from "../../../tools/deployment/synthesis.js";
import { openTerraform, planFile } from "../../../tools/deployment/terraform.js";
import { terraformEnvironment, terraformProgram } from "../../../tools/deployment/terraform-mirror.js";
import { stack } from "../../support/api.js";

const run = promisify(execFile);

/** What the emulator does not read back, by resource type; `replaced` where a plan wants a new resource for it. Nothing wider. */
const knownDrift: Readonly<Record<string, { readonly attributes: readonly string[]; readonly replaced?: boolean }>> = {
  aws_cloudwatch_metric_alarm: {
    attributes: ["actions_enabled", "alarm_actions", "alarm_description", "ok_actions", "treat_missing_data"],
  },
  aws_cloudwatch_composite_alarm: {
    attributes: ["actions_enabled", "alarm_actions", "alarm_description", "ok_actions"],
    replaced: true,
  },
};

interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>>;
  };
}

/** The attributes that a change touches; those that a replacement will know only then are not changes of ours. */
function touched({ change }: ResourceChange): string[] {
  const { before, after, after_unknown: unknown } = change;
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].filter((name) => unknown[name] !== true && written(before?.[name]) !== written(after?.[name]));
}

/** A value as text; nothing, an empty list and an empty map are the same to Terraform. */
function written(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text === "[]" || text === "{}" ? "null" : text;
}

/** What a plan would do beyond the known drift, in words. */
function surprises(changes: readonly ResourceChange[]): string[] {
  return changes.flatMap((planned) => {
    const actions = planned.change.actions.join(" and ");
    if (actions === "no-op" || actions === "read") return [];
    const drift = knownDrift[planned.type];
    const expected = drift?.replaced ? ["delete and create", "create and delete", "update"] : ["update"];
    const further = touched(planned).filter((name) => !drift?.attributes.includes(name));
    if (drift !== undefined && expected.includes(actions) && further.length === 0) return [];
    return [`${planned.address}: ${actions}, because of ${further.join(", ") || "nothing visible"}`];
  });
}

const target = {
  environment: "local",
  endpoint: stack.endpoint,
  outputDirectory: stack.outputDirectory,
  stateDirectory: stack.stateDirectory,
};
const { bootstrap, environment } = readStacks(target);
const stacks = [bootstrap, ...environment];

/** What a plan would change. A plan that finds nothing to do has nothing to show. */
async function plan(planned: Stack): Promise<readonly ResourceChange[]> {
  const terraform = (await openTerraform(target))(planned);
  if (!(await terraform.plan())) return [];
  const env = { ...process.env, ...(await terraformEnvironment()) };
  const options = { cwd: planned.folder, env, maxBuffer: 256 * 1024 * 1024 };
  const { stdout } = await run(terraformProgram(), ["show", "-json", planFile], options);
  return (JSON.parse(stdout) as { resource_changes?: ResourceChange[] }).resource_changes ?? [];
}

describe("a second plan", () => {
  it("is made of bootstrap and the seven stacks of the environment", () => {
    expect(stacks.map(({ part }) => part).sort()).toEqual([
      "api",
      "auth",
      "bootstrap",
      "data",
      "messaging",
      "monitoring",
      "storage",
      "triggers",
    ]);
  });

  it.each(stacks)(
    "of $name changes nothing but the known drift",
    async (planned) => {
      expect(surprises(await plan(planned))).toEqual([]);
    },
    180_000,
  );

  it("would show a change of any other attribute", () => {
    const change = (type: string, actions: string[], before: object, after: object): ResourceChange => ({
      address: `${type}.x`,
      type,
      change: { actions, before: { ...before }, after: { ...after }, after_unknown: {} },
    });
    expect(
      surprises([
        change("aws_cloudwatch_metric_alarm", ["update"], { actions_enabled: false }, { actions_enabled: true }),
        change("aws_lambda_function", ["no-op"], {}, {}),
      ]),
    ).toEqual([]);
    expect(
      surprises([
        change("aws_cloudwatch_metric_alarm", ["update"], { threshold: 1 }, { threshold: 2 }),
        change("aws_cloudwatch_metric_alarm", ["delete", "create"], {}, {}),
        change("aws_lambda_function", ["update"], { memory_size: 1 }, { memory_size: 2 }),
        change("aws_dynamodb_table", ["create"], {}, { name: "t" }),
      ]),
    ).toHaveLength(4);
  });
});
