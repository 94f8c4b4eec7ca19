/** The functions and the API before them. What else calls functions is deployed apart: `messaging.ts` and `triggers.ts`. */
import type { ServiceManifest } from "@aerotage/core/contract/manifest";
import { Lazy, TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { CustomDomain } from "../modules/api/custom-domain.js";
import { Firewall } from "../modules/api/firewall.js";
import { RestApi, type RouteProps } from "../modules/api/rest-api.js";
import { SecretValue } from "../modules/api/secret-value.js";
import { VersionedFunction } from "../modules/api/versioned-function.js";
import type { AuthStack } from "./auth.js";
import type { Build } from "./build-manifest.js";
import type { DataStack } from "./data.js";
import { builtFunction, type NamedFunction, nameFunctions } from "./derive/functions.js";
import type { StackOutputs } from "./derive/stack-outputs.js";
import { statementsOf } from "./derive/statements.js";
import { variablesOf } from "./derive/variables.js";
import { gatewayResponses } from "./gateway-responses.js";
import { accessTokenScope, artifactsBucketName, environmentNaming, project } from "./product.js";
import { ProductStack } from "./product-stack.js";
import type { Target } from "./target.js";

export interface ApiStackProps {
  readonly environment: Environment;
  readonly target: Target;
  readonly auth: AuthStack;
  readonly data: DataStack;
  readonly services: readonly ServiceManifest[];
  readonly build: Build;
}

export class ApiStack extends ProductStack {
  readonly api: RestApi;

  constructor(scope: Construct, props: ApiStackProps) {
    const { environment, target, auth, data } = props;
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "api",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const named = nameFunctions(environment, naming, props.services);
    const { userPool } = auth.directory;
    const cursorSecret = new SecretValue(this, "cursor-secret", {
      name: `/${project}/${environment.name}/cursor-secret`,
      description: "Signs the cursors of lists",
    });
    const stackOutputs: StackOutputs = {
      userPoolId: userPool.id,
      userPoolArn: userPool.arn,
      verificationClientId: auth.directory.verificationClient.id,
      cursorSecret: cursorSecret.value,
      // The API is made below, since it knows the functions. It does not wait for them, nor they for its stage.
      apiUrl: Lazy.stringValue({ produce: () => this.#url(environment, props.target) }),
      encryptionKeyArn: data.encryptionKeyArn,
      streamArns: data.streamArns,
      onEmulator: props.target.endpoint !== undefined,
    };
    const routes: RouteProps[] = [];
    let preflight: VersionedFunction | undefined;
    for (const each of named) {
      const made = this.#function(each, props, stackOutputs);
      if (each.servesPreflight) preflight = made;
      for (const { method, path, token, operationId } of each.http) {
        const authorization = token === "none" ? token : { scopes: token === "access" ? [accessTokenScope] : [] };
        routes.push({ method, path, operationName: operationId, authorization, function: made });
      }
    }

    this.api = new RestApi(this, "api", {
      name: naming.name("api"),
      description: `Time reporting, ${environment.name}`,
      naming,
      stageName: environment.name,
      invocationRoleName: naming.name("gateway-invocation", "role"),
      userPoolArns: [userPool.arn],
      routes,
      ...(preflight !== undefined && { preflight }),
      gatewayResponses,
      requestsPerSecond: environment.throttling.requestsPerSecond,
      burst: environment.throttling.burst,
      logRetentionDays: environment.logs.retentionDays,
    });
    if (environment.protection.firewall) {
      new Firewall(this, "firewall", { name: naming.name("api"), stageArn: this.api.stage.arn });
    }
    if (environment.domain !== undefined) {
      const { name, certificateArn, zoneId } = environment.domain;
      new CustomDomain(this, "domain", {
        api: this.api,
        name,
        certificateArn,
        ...(zoneId !== undefined && { zoneId }),
      });
    }
    new TerraformOutput(this, "apiId", { value: this.api.api.id });
    new TerraformOutput(this, "apiUrl", { value: this.#url(environment, target) });
  }

  #function(each: NamedFunction, { environment, build }: ApiStackProps, stackOutputs: StackOutputs): VersionedFunction {
    const built = builtFunction(build, each);
    const { manifest } = each;
    return new VersionedFunction(this, each.id, {
      name: each.name,
      roleName: each.roleName,
      description: manifest.description,
      code: { bucket: artifactsBucketName(environment.account), key: built.key },
      runtime: environment.functions.runtime,
      architecture: environment.functions.architecture,
      memoryMegabytes: each.memoryMegabytes,
      timeoutSeconds: each.timeoutSeconds,
      ...(manifest.reservedConcurrency !== undefined && { reservedConcurrency: manifest.reservedConcurrency }),
      environment: variablesOf(each, environment, this.naming, stackOutputs, built.version),
      statements: statementsOf(each, environment, this.naming, stackOutputs),
      logLevel: environment.logs.level,
      logRetentionDays: environment.logs.retentionDays,
      ...(each.deadLetterQueueName !== undefined && {
        deadLetterQueueArn: this.naming.queueArn(each.deadLetterQueueName),
      }),
      tags: { Service: each.service, Version: built.version },
    });
  }

  #url(environment: Environment, target: Target): string {
    if (target.endpoint !== undefined)
      return `${target.endpoint}/restapis/${this.api.api.id}/${environment.name}/_user_request_`;
    if (environment.domain !== undefined) return `https://${environment.domain.name}`;
    return `https://${this.api.api.id}.execute-api.${environment.region}.amazonaws.com/${environment.name}`;
  }
}
