/**
 * `npm run examples`: exports the demo company's last month from the running local cloud, by project and person, as a PDF and as a workbook, into
 * docs/examples/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createExport, type ExportAnswer } from "@aerotage/reports/contract/exports";
import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { root } from "../tools/paths.js";
import { runningCloud } from "./cloud.js";
import { demoAccessToken } from "./seed.js";

const folder = join(root, "docs", "examples");

await runCommandLine(async (signal) => {
  const cloud = runningCloud();
  if (cloud === undefined) throw new OperatorError("The local cloud is not running: start it with `npm start`.");
  const administrator = cloud.users.find(({ role }) => role === "admin");
  if (administrator === undefined) throw new TypeError("The demo company has no administrator.");
  const token = await demoAccessToken(cloud, administrator);
  await mkdir(folder, { recursive: true });
  for (const format of ["pdf", "xlsx"] as const) {
    const response = await fetch(`${cloud.apiUrl}${createExport.path}`, {
      method: createExport.method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ type: "time", format, filters: { preset: "lastMonth", groupBy: ["project", "user"] } }),
      signal,
    });
    const text = await response.text();
    if (response.status !== createExport.response.status)
      throw new OperatorError(`POST ${createExport.path} answers ${response.status}: ${text}`);
    const { data } = JSON.parse(text) as { readonly data: ExportAnswer };
    const file = join(folder, `time-report.${format}`);
    await writeFile(file, Buffer.from(await (await fetch(data.downloadUrl ?? "", { signal })).arrayBuffer()));
    console.log(file);
  }
});
