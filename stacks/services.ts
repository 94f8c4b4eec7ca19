/** The services whose functions are deployed. A new service is one line here. */
import { clients } from "@aerotage/clients/manifest";
import type { ServiceManifest } from "@aerotage/core/manifest";
import { platform } from "@aerotage/platform/manifest";

export const services: readonly ServiceManifest[] = [platform, clients];
