import { clients } from "@aerotage/clients/manifest";
import type { ServiceManifest } from "@aerotage/core/manifest";
import { platform } from "@aerotage/platform/manifest";

/** Every service of the product. A new one is added here. */
export const services: readonly ServiceManifest[] = [platform, clients];
