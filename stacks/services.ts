/** The services whose functions are deployed. A new service is one line here. */
import { clients } from "@aerotage/clients/manifest";
import type { ServiceManifest } from "@aerotage/core/contract/manifest";
import { invoices } from "@aerotage/invoices/manifest";
import { organization } from "@aerotage/organization/manifest";
import { platform } from "@aerotage/platform/manifest";
import { projects } from "@aerotage/projects/manifest";
import { reports } from "@aerotage/reports/manifest";
import { teams } from "@aerotage/teams/manifest";
import { timeEntries } from "@aerotage/time-entries/manifest";
import { users } from "@aerotage/users/manifest";

export const services: readonly ServiceManifest[] = [
  platform,
  organization,
  users,
  teams,
  clients,
  projects,
  timeEntries,
  reports,
  invoices,
];
