import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  createConfig,
  deleteConfig,
  getConfig,
  listConfigs as listConfigsOperation,
  updateConfig,
} from "../contract/configs.js";
import { configAnswer, mayRead } from "../domain/report-config.js";
import { listConfigs, removeConfig } from "../persistence/configs.js";
import { changeableConfig, readableConfig } from "../use-cases/find-config.js";
import { changeConfig, createConfig as saveConfig } from "../use-cases/save-config.js";

export const handler = httpRoutes(
  route(listConfigsOperation, async ({ query, caller }) => ({
    data: await listConfigs({
      ...query,
      viewerId: caller.id,
      keep: (config) => mayRead(config, caller),
      answer: (config) => configAnswer(config, caller),
    }),
  })),
  route(createConfig, async (request) => {
    const config = await saveConfig(request);
    return {
      data: configAnswer(config, request.caller),
      version: config.version,
      location: `/reports/configs/${config.id}`,
    };
  }),
  route(getConfig, async ({ path, caller }) => {
    const config = await readableConfig(path.configId, caller);
    return { data: configAnswer(config, caller), version: config.version };
  }),
  route(updateConfig, async (request) => {
    const config = await changeConfig({ ...request, id: request.path.configId });
    return { data: configAnswer(config, request.caller), version: config.version };
  }),
  route(deleteConfig, async ({ path, caller, work, requireMatch }) => {
    const config = await changeableConfig(path.configId, caller);
    requireMatch(config);
    removeConfig(work, config);
    return { data: configAnswer(config, caller) };
  }),
);
