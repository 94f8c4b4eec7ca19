/** What invoices are made of, beside time: the organization, clients, projects and people, as their services store them. */

import { batchGet, getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { DocumentLanguage, EInvoiceSetting, TaxCategory, TimeRounding } from "@aerotage/kernel/contract/billing";
import type { ElectronicAddress } from "@aerotage/kernel/contract/electronic-address";
import type { ClientItem } from "@aerotage/kernel/domain/clients";
import { type CompanySettings, companyDefaults, organizationId } from "@aerotage/kernel/domain/organization";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import type { PostalAddress, Seller } from "../domain/document.js";

/** What of the organization's settings invoices go by. */
export interface Organization extends CompanySettings {
  readonly legalName?: string;
  readonly address?: PostalAddress;
  readonly vatId?: string;
  readonly taxNumber?: string;
  readonly electronicAddress?: ElectronicAddress;
  readonly bankDetails?: NonNullable<Seller["bank"]>;
  readonly logoFile?: { readonly id: string; readonly contentType: "image/png" | "image/jpeg" };
  readonly taxRate?: number;
  readonly smallBusiness?: { readonly reason: string };
  readonly timeRounding?: TimeRounding;
  readonly paymentTerms?: string;
  readonly reminderFee?: number;
}

/** What of a client invoices go by. */
export interface BilledClient extends ClientItem {
  readonly contactInfo: { readonly email?: string; readonly address?: string };
  readonly billingAddress?: string;
  readonly address?: PostalAddress;
  readonly vatId?: string;
  readonly contactPerson?: string;
  readonly taxRate?: number;
  readonly taxCategory?: TaxCategory;
  readonly taxReason?: string;
  readonly timeRounding?: TimeRounding;
  readonly language?: DocumentLanguage;
  readonly buyerReference?: string;
  readonly purchaseOrder?: string;
  readonly eInvoice?: EInvoiceSetting;
  readonly electronicAddress?: ElectronicAddress;
}

/** The organization, and a client; undefined for one that there is not. Both are read consistently. */
export async function readParties(
  clientId: string,
  tables: Database = database,
): Promise<{ readonly organization: Organization; readonly client: BilledClient | undefined }> {
  const { Settings, Clients } = await batchGet<{ Settings: Organization; Clients: BilledClient }>(tables, {
    Settings: [{ id: organizationId }],
    Clients: [{ id: clientId }],
  });
  return { organization: organizationOf(Settings?.[0]), client: Clients?.[0] };
}

/** The organization's settings, read consistently. */
export async function readOrganization(tables: Database = database): Promise<Organization> {
  const { Settings } = await batchGet(tables, { Settings: [{ id: organizationId }] });
  return organizationOf(Settings?.[0]);
}

function organizationOf(item: object | undefined): Organization {
  return { ...companyDefaults, ...item };
}

/** Projects by their ids, read consistently. */
export async function readProjects(
  ids: Iterable<string>,
  tables: Database = database,
): Promise<ReadonlyMap<string, ProjectItem>> {
  const items = await getMany<ProjectItem>(tables, "Projects", ids);
  return new Map(items.map((project) => [project.id, project]));
}

/** The names of people by their ids. */
export async function readUserNames(
  ids: Iterable<string>,
  tables: Database = database,
): Promise<ReadonlyMap<string, string>> {
  const items = await getMany<UserItem>(tables, "Users", ids);
  return new Map(items.map(({ id, name }) => [id, name]));
}
