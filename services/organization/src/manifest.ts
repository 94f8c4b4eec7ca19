import type { ServiceManifest } from "@aerotage/core/manifest";

/** The company's own settings, and the audit trail. */
export const organization: ServiceManifest = { name: "organization", functions: {} };
