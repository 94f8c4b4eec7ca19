/** The company that the local cloud is seeded with. All its addresses are below `.test` and `.example`, which no mail reaches (RFC 2606). */
import { holidaysOf } from "./holidays.js";

/** A person who can sign in. */
export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly role: "admin" | "manager" | "employee";
}
export interface DemoPerson extends DemoUser {
  readonly name: string;
  readonly department: string;
  /** In the company's currency. */
  readonly hourlyRate: number;
}

/** Everybody's; the emulator listens on this machine alone. */
const password = "Aerotage-2026";

function person(name: string, role: DemoPerson["role"], department: string, hourlyRate: number): DemoPerson {
  return {
    email: `${name.toLowerCase().replace(" ", ".")}@aerotage.test`,
    password,
    role,
    name,
    department,
    hourlyRate,
  };
}

/** The first is the administrator with whom a company begins; everybody else is made by the API. */
export const demoPeople: readonly DemoPerson[] = [
  person("Alice Berger", "admin", "Management", 140),
  person("Marco Rossi", "manager", "Engineering", 120),
  person("Nadia Haddad", "manager", "Design", 115),
  person("Ben Fischer", "employee", "Engineering", 95),
  person("Chloe Martin", "employee", "Engineering", 95),
  person("David Novak", "employee", "Engineering", 90),
  person("Elena Petrova", "employee", "Engineering", 90),
  person("Femi Okafor", "employee", "Design", 85),
  person("Grace Lee", "employee", "Design", 85),
  person("Hugo Silva", "employee", "Design", 80),
  person("Ines Moreau", "employee", "Support", 75),
];

/** Somebody who has left: their account is there and admits no sign-in. */
export const demoLeaver: DemoPerson = person("Jonas Weber", "employee", "Engineering", 90);

/** A team as it is posted to the API, with its people by name. */
export interface DemoTeam {
  readonly name: string;
  readonly manager: string;
  readonly members: readonly string[];
}

export const demoTeams: readonly DemoTeam[] = [
  {
    name: "Engineering",
    manager: "Marco Rossi",
    members: ["Ben Fischer", "Chloe Martin", "David Novak", "Elena Petrova", "Ines Moreau"],
  },
  { name: "Design", manager: "Nadia Haddad", members: ["Femi Okafor", "Grace Lee", "Hugo Silva"] },
];

/** Invitations: one waits for an answer, one was not answered in time. */
export const demoInvitations = [
  { email: "kim.tan@aerotage.test", role: "employee", department: "Design", expired: false },
  { email: "lars.berg@aerotage.test", role: "manager", department: "Support", expired: true },
] as const;

const ownAddress = { street: "Invalidenstrasse 1", city: "Berlin", postcode: "10115", country: "DE" };

/** The IANA zone in which everybody works. */
export const demoTimezone = "Europe/Berlin";

/** The company's settings as they are put. @param year the current one: holidays are known for the one before and the one after too */
export const demoSettings = (year: number) => ({
  legalName: "Aerotage Demo GmbH",
  address: ownAddress,
  vatId: "DE123456789",
  electronicAddress: { scheme: "EM", id: "billing@aerotage.example" },
  bankDetails: { accountHolder: "Aerotage Demo GmbH", iban: "DE89370400440532013000", bankName: "Demo Bank" },
  currency: "EUR",
  taxRate: 0.19,
  paymentTerms: "Net 14",
  timezone: demoTimezone,
  holidays: [year - 1, year, year + 1].flatMap(holidaysOf),
});

/** A client as it is posted to the API. */
export interface DemoClient {
  readonly name: string;
  readonly contactInfo: { readonly email: string; readonly phone: string };
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly postcode: string;
    readonly country: string;
  };
  readonly contactPerson: string;
  readonly defaultHourlyRate?: number;
  /** The company's without it. */
  readonly currency?: string;
  /** Of its invoices. */
  readonly language?: "de" | "fr";
  readonly vatId?: string;
  /** Where the company's own tax does not apply. */
  readonly taxCategory?: "reverseCharge" | "outOfScope";
  readonly taxReason?: string;
  /** The electronic invoices that it gets. */
  readonly eInvoice?: "ubl" | "facturX";
}

type Billing = Omit<DemoClient, "name" | "contactInfo" | "address" | "contactPerson">;

/** What is not taxed, since it is done for a company outside of the European Union. */
const notTaxable = {
  taxCategory: "outOfScope",
  taxReason: "Not taxable in Germany: the client is established abroad.",
} as const;

function client(name: string, contactPerson: string, address: DemoClient["address"], billing: Billing = {}) {
  const domain = `${name.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.example`;
  const contactInfo = { email: `accounts@${domain}`, phone: "+49 30 5550100" };
  return { name, contactInfo, address, contactPerson, ...billing };
}

/** What the company is called as its own client, for work that nobody pays for. */
export const ownClient = "Aerotage";

export const demoClients: readonly DemoClient[] = [
  client(
    "Northwind Logistics",
    "Paula Becker",
    { street: "Hafenstrasse 12", city: "Hamburg", postcode: "20457", country: "DE" },
    { defaultHourlyRate: 105, language: "de", eInvoice: "facturX" },
  ),
  client(
    "Lumen Energy",
    "Sven Olsen",
    { street: "Storgata 8", city: "Oslo", postcode: "0155", country: "NO" },
    notTaxable,
  ),
  client(
    "Harbor Health",
    "Maeve Byrne",
    { street: "Quay Street 3", city: "Galway", postcode: "H91 E2XY", country: "IE" },
    { vatId: "IE1234567FA", taxCategory: "reverseCharge", eInvoice: "ubl" },
  ),
  client(
    "Atelier Dupont",
    "Luc Dupont",
    { street: "Rue de Rivoli 40", city: "Paris", postcode: "75004", country: "FR" },
    { vatId: "FR12345678901", taxCategory: "reverseCharge", language: "fr" },
  ),
  client(
    "Granite Insurance",
    "Rita Keller",
    { street: "Bahnhofplatz 1", city: "Bern", postcode: "3011", country: "CH" },
    { defaultHourlyRate: 150, currency: "CHF", language: "de", ...notTaxable },
  ),
  client(
    "Meadow Foods",
    "Jan de Vries",
    { street: "Kerkstraat 21", city: "Utrecht", postcode: "3511", country: "NL" },
    { vatId: "NL123456789B01", taxCategory: "reverseCharge" },
  ),
  client(ownClient, "Alice Berger", ownAddress),
];
