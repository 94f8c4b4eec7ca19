/** Where the settings lie: one item of the Settings table, whose key core knows. */

import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { companyDefaults, organizationId } from "@aerotage/kernel/domain/organization";
import type { Settings } from "../domain/settings.js";
/** The settings of the organization, read consistently; the defaults where nothing is stored. */
export async function readSettings(tables: Database = database): Promise<Settings> {
  const item = await getItem(tables, "Settings", organizationId);
  const { id: _id, ...stored } = item ?? {};
  return { ...companyDefaults, version: 0, ...stored };
}

/** Plans the next version of the settings. */
export function storeSettings(unitOfWork: UnitOfWork, before: Settings, after: Settings): void {
  if (before.version > 0) unitOfWork.update("Settings", toItem(before), toItem(after));
  else makeItem(unitOfWork, after);
}

/** Plans the first version. An update makes an item that isn't there: so the function needs no right to put one. */
function makeItem(unitOfWork: UnitOfWork, settings: Settings): void {
  unitOfWork.change(
    "Settings",
    organizationId,
    { set: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) },
    { where: { condition: "attribute_not_exists(id)" } },
  );
}

function toItem(settings: Settings): Settings & Record<string, unknown> {
  return { ...settings, id: organizationId };
}
