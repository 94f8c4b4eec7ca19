import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  createConfig,
  deleteConfig,
  getConfig,
  listConfigs as listConfigsOperation,
  updateConfig,
} from "../contract/configs.js";
import { configResponse, mayRead } from "../domain/report-config.js";
import { listConfigs, removeConfig } from "../persistence/configs.js";
import { changeableConfig, readableConfig } from "../use-cases/find-config.js";
import { changeConfig, createConfig as saveConfig } from "../use-cases/save-config.js";

export const handler = httpRoutes(
  route(listConfigsOperation, async ({ query, caller }) => ({
    data: await listConfigs({
      ...query,
      viewerId: caller.id,
      filter: (config) => mayRead(config, caller),
      toResponse: (config) => configResponse(config, caller),
    }),
  })),
  route(createConfig, async (request) => {
    const config = await saveConfig(request);
    return {
      data: configResponse(config, request.caller),
      version: config.version,
      location: `/reports/configs/${config.id}`,
    };
  }),
  route(getConfig, async ({ path, caller }) => {
    const config = await readableConfig(path.configId, caller);
    return { data: configResponse(config, caller), version: config.version };
  }),
  route(updateConfig, async (request) => {
    const config = await changeConfig({ ...request, id: request.path.configId });
    return { data: configResponse(config, request.caller), version: config.version };
  }),
  route(deleteConfig, async ({ path, caller, unitOfWork, requireMatch }) => {
    const config = await changeableConfig(path.configId, caller);
    requireMatch(config);
    removeConfig(unitOfWork, config);
    return { data: configResponse(config, caller) };
  }),
);
