import type { ServiceManifest } from "@aerotage/core/manifest";

/** Who works together, and who leads them. */
export const teams: ServiceManifest = { name: "teams", functions: {} };
