import { deleteObject } from "@aerotage/core/aws/storage";
import { type AnnouncedUpload, announcedUpload, beginUpload, takeOver, waitingKey } from "@aerotage/core/aws/uploads";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { organizationId } from "@aerotage/kernel/domain/organization";
import { route } from "@aerotage/kernel/http-handler";
import { organizationLogoKey } from "@aerotage/kernel/persistence/organization";
import { completeLogoUpload, createLogoUpload, deleteLogo } from "../contract/logo.js";
import type { SettingsResponse } from "../contract/organization.js";
import { requireLogoFits } from "../domain/logo.js";
import { toSettingsResponse, withLogo } from "../domain/settings.js";
import { settingsActivity } from "../domain/settings-activity.js";
import { readSettings, storeSettings } from "../persistence/settings.js";

type LogoFile = NonNullable<SettingsResponse["logoFile"]>;

export const handler = httpRoutes(
  route(createLogoUpload, async ({ body, now }) => ({ data: await beginUpload(organizationId, body, now) })),
  route(completeLogoUpload, async ({ body, caller, unitOfWork, now }) => {
    const announced = announcedUpload<AnnouncedUpload & Pick<LogoFile, "contentType">>(body.uploadId, organizationId);
    const before = await readSettings();
    const { id, contentType, sizeBytes } = announced;
    await takeOver(announced, organizationLogoKey(id), (first) => requireLogoFits(contentType, first));
    const after = withLogo(before, { id, contentType, sizeBytes, uploadedAt: now.toISOString() }, { caller, now });
    storeSettings(unitOfWork, before, after);
    unitOfWork.audit(settingsActivity(before, after, undefined));
    // What waits, and the logo before, are deleted once the logo is there.
    const former = before.logoFile && before.logoFile.id !== id ? [organizationLogoKey(before.logoFile.id)] : [];
    for (const key of [waitingKey(id), ...former]) unitOfWork.afterCommit(() => deleteObject("general", key));
    return { data: toSettingsResponse(after, caller.role), version: after.version };
  }),
  route(deleteLogo, async ({ caller, unitOfWork, now }) => {
    const before = await readSettings();
    const { logoFile } = before;
    if (logoFile === undefined)
      return { data: toSettingsResponse(before, caller.role), version: before.version, message: "There is no logo." };
    const after = withLogo(before, undefined, { caller, now });
    storeSettings(unitOfWork, before, after);
    unitOfWork.audit(settingsActivity(before, after, undefined));
    // The settings first: documents ask them whether there is a logo.
    unitOfWork.afterCommit(() => deleteObject("general", organizationLogoKey(logoFile.id)));
    return { data: toSettingsResponse(after, caller.role), version: after.version };
  }),
);
