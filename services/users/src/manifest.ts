import type { ServiceManifest } from "@aerotage/core/manifest";

/** Who works here: accounts, invitations, sign-ins, profiles. */
export const users: ServiceManifest = { name: "users", functions: {} };
