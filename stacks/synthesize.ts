/** Makes the stacks of accounts and environments. Tests call it with services of their own. */
import type { ServiceManifest } from "@aerotage/core/contract/manifest";
import { App } from "cdktf";
import { accountsOf } from "../environments/registry.js";
import type { Account, Environment } from "../environments/schema.js";
import { ApiStack } from "./api.js";
import { AuthStack } from "./auth.js";
import { BootstrapStack } from "./bootstrap.js";
import type { Build } from "./build-manifest.js";
import { DataStack } from "./data.js";
import { MessagingStack } from "./messaging.js";
import { MonitoringStack } from "./monitoring.js";
import { StorageStack } from "./storage.js";
import type { Target } from "./target.js";
import { TriggersStack } from "./triggers.js";

export interface Synthesis {
  readonly environments: readonly Environment[];
  /** The accounts that are bootstrapped. @default those of the environments */
  readonly accounts?: readonly Account[];
  readonly services: readonly ServiceManifest[];
  readonly build: Build;
  readonly target: Target;
  /** Where the stacks are written. @default `cdktf.out`, or where cdktf's CLI says */
  readonly outdir?: string;
}

/** Writes `aerotage-bootstrap-<account>` for each account and the seven stacks of each environment, as `aerotage-<stack>-<environment>`. */
export function synthesize({ environments, accounts, services, build, target, outdir }: Synthesis): App {
  const app = new App(outdir === undefined ? {} : { outdir });
  for (const account of accounts ?? accountsOf(environments)) new BootstrapStack(app, { account, target });
  for (const environment of environments) {
    const auth = new AuthStack(app, { environment, target });
    const data = new DataStack(app, { environment, target });
    const { encryptionKeyArn } = data;
    new StorageStack(app, { environment, target, encryptionKeyArn });
    const messaging = new MessagingStack(app, { environment, target, services, encryptionKeyArn });
    // A user pool that sends by SES names the configuration set.
    if (environment.mail.passwordResets === "ses") auth.addDependency(messaging);
    const api = new ApiStack(app, { environment, target, auth, data, services, build });
    const triggers = new TriggersStack(app, { environment, target, data, services });
    // It knows functions and queues by name alone.
    triggers.addDependency(api);
    triggers.addDependency(messaging);
    const monitoring = new MonitoringStack(app, { environment, target, services, encryptionKeyArn });
    // Its filters read a log group that the API's stack makes.
    monitoring.addDependency(api);
  }
  app.synth();
  return app;
}
