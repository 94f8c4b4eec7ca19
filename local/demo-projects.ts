/** What the demo company works on. People and clients by name; amounts in the client's currency, else the company's. */
import { ownClient } from "./demo-company.js";

export interface DemoMember {
  readonly name: string;
  readonly role: string;
  readonly hourlyRate?: number;
}

/** Hours by the share of them that the demo's time uses up, amounts as they are. */
export type DemoBudget =
  | { readonly type: "hours"; readonly used: number }
  | { readonly type: "amount"; readonly value: number };

export interface DemoProject {
  readonly client: string;
  readonly name: string;
  readonly description: string;
  readonly status?: "paused" | "completed";
  /** @default true */
  readonly defaultBillable?: boolean;
  readonly defaultHourlyRate?: number;
  readonly budget?: DemoBudget;
  /** In days from the day of the seed on; negative for one that has passed. */
  readonly deadlineInDays?: number;
  /** Nobody: open to everybody. */
  readonly members: readonly DemoMember[];
  /** How many weeks ago work on it has ended, if it has. */
  readonly endedWeeksAgo?: number;
  /** What people write that they have done. */
  readonly work: readonly string[];
  readonly tags: readonly string[];
}

const lead = (name: string, hourlyRate?: number) => member(name, "Lead", hourlyRate);
const developer = (name: string, hourlyRate?: number) => member(name, "Developer", hourlyRate);
const designer = (name: string, hourlyRate?: number) => member(name, "Designer", hourlyRate);

function member(name: string, role: string, hourlyRate?: number): DemoMember {
  return { name, role, ...(hourlyRate !== undefined && { hourlyRate }) };
}

export const demoProjects: readonly DemoProject[] = [
  {
    client: "Northwind Logistics",
    name: "Fleet portal",
    description: "Where dispatchers see vehicles, tours and delays.",
    budget: { type: "hours", used: 0.88 },
    deadlineInDays: 40,
    members: [lead("Marco Rossi"), developer("Ben Fischer", 115), developer("Chloe Martin"), developer("David Novak")],
    work: [
      "Live map: clustering of vehicles",
      "Tour list with filters and saved views",
      "Import of tours from the scheduling system",
      "Review of pull requests",
      "Delay alerts by mail",
      "Call with Northwind's dispatchers",
      "Fix: vehicles without a position",
      "Load test of the position feed",
    ],
    tags: ["frontend", "backend", "review", "meeting"],
  },
  {
    client: "Northwind Logistics",
    name: "Warehouse scanner app",
    description: "An app for handheld scanners at the gates.",
    budget: { type: "amount", value: 60_000 },
    deadlineInDays: 75,
    members: [lead("Nadia Haddad"), designer("Hugo Silva"), designer("Grace Lee"), developer("Elena Petrova", 110)],
    work: [
      "Interviews at the Hamburg warehouse",
      "Wireframes of goods receipt",
      "Prototype for gloves: larger targets",
      "Offline queue of scans",
      "Usability test with the night shift",
      "Icons and sounds for scan results",
      "Pairing of scanners",
    ],
    tags: ["research", "ux", "mobile", "on site"],
  },
  {
    client: "Lumen Energy",
    name: "Grid dashboard",
    description: "Load and faults of the distribution grid at a glance.",
    defaultHourlyRate: 125,
    budget: { type: "amount", value: 80_000 },
    deadlineInDays: 25,
    members: [
      lead("Marco Rossi", 140),
      developer("Elena Petrova"),
      developer("David Novak"),
      designer("Femi Okafor"),
      member("Alice Berger", "Sponsor"),
    ],
    work: [
      "Charts of load by substation",
      "Aggregation of meter readings",
      "Steering committee with Lumen",
      "Colour scale for overload",
      "Alarm list: acknowledge and assign",
      "Migration to the new metering API",
      "Dark theme for the control room",
      "Pairing on slow queries",
    ],
    tags: ["frontend", "data", "review", "meeting"],
  },
  {
    client: "Lumen Energy",
    name: "Service desk",
    description: "Questions and small changes, by the hour.",
    members: [],
    work: [
      "Ticket: readings missing since Monday",
      "Access for new colleagues at Lumen",
      "Call with the service desk in Oslo",
      "Ticket: export has the wrong decimal sign",
      "Monthly report of tickets",
    ],
    tags: ["support", "ticket"],
  },
  {
    client: "Harbor Health",
    name: "Patient app",
    description: "Appointments and letters on the phone.",
    budget: { type: "hours", used: 1.08 },
    deadlineInDays: 10,
    members: [
      lead("Nadia Haddad"),
      designer("Femi Okafor", 105),
      designer("Grace Lee"),
      developer("Chloe Martin", 110),
      member("Alice Berger", "Sponsor"),
    ],
    work: [
      "Onboarding: identity check",
      "Booking of appointments, second round",
      "Push messages before an appointment",
      "Privacy review with Harbor Health",
      "Larger text and screen readers",
      "Letters: preview and download",
      "Fix: double bookings at the change of clocks",
      "Weekly with Maeve Byrne",
    ],
    tags: ["mobile", "ux", "privacy", "meeting"],
  },
  {
    client: "Harbor Health",
    name: "Accessibility audit",
    description: "WCAG 2.2 audit of the public site.",
    status: "completed",
    budget: { type: "hours", used: 0.96 },
    deadlineInDays: -30,
    members: [lead("Nadia Haddad"), designer("Grace Lee", 100), designer("Hugo Silva", 100)],
    endedWeeksAgo: 5,
    work: [
      "Audit of forms by keyboard",
      "Contrast of the colour palette",
      "Screen reader walk-through",
      "Report: findings and priorities",
      "Workshop with the editors",
    ],
    tags: ["audit", "report", "on site"],
  },
  {
    client: "Atelier Dupont",
    name: "Web shop relaunch",
    description: "A new shop for prints and frames.",
    defaultHourlyRate: 95,
    budget: { type: "amount", value: 70_000 },
    deadlineInDays: 60,
    members: [lead("Nadia Haddad"), designer("Hugo Silva"), designer("Femi Okafor"), developer("Ben Fischer", 105)],
    work: [
      "Product pages: zoom and framing",
      "Checkout in three steps",
      "Photo shoot briefing with Luc Dupont",
      "Style guide: type and spacing",
      "Migration of the catalogue",
      "Payment provider: tests of refunds",
      "French texts",
    ],
    tags: ["frontend", "design", "content", "meeting"],
  },
  {
    client: "Granite Insurance",
    name: "Claims interface",
    description: "Claims of partners by API.",
    budget: { type: "hours", used: 0.55 },
    deadlineInDays: 110,
    members: [lead("Marco Rossi", 175), developer("Ben Fischer"), developer("Elena Petrova")],
    work: [
      "OpenAPI of the claim resource",
      "Signature of webhooks",
      "Workshop with Granite's architects",
      "Idempotent submission of claims",
      "Test data of the last three years",
      "Security review: findings fixed",
    ],
    tags: ["backend", "api", "security", "meeting"],
  },
  {
    client: "Granite Insurance",
    name: "Premium calculator",
    description: "Premiums on the public site; waits for new tariffs.",
    status: "paused",
    budget: { type: "amount", value: 45_000 },
    members: [lead("Marco Rossi"), developer("Chloe Martin"), developer("David Novak")],
    endedWeeksAgo: 4,
    work: [
      "Tariff tables as data",
      "Sliders and their limits",
      "Rounding as the tariff book has it",
      "Tests against the actuaries' sheet",
      "Review of pull requests",
    ],
    tags: ["frontend", "backend", "review"],
  },
  {
    client: "Meadow Foods",
    name: "Order platform",
    description: "Where shops order until ten at night for the next morning.",
    deadlineInDays: 90,
    members: [lead("Marco Rossi"), developer("David Novak"), developer("Chloe Martin"), developer("Elena Petrova")],
    work: [
      "Order templates for weekdays",
      "Cut-off times by depot",
      "Prices by customer group",
      "Sync with the warehouse system",
      "Demo for Jan de Vries",
      "Fix: deposits on crates",
      "Planning of the next sprint",
    ],
    tags: ["backend", "frontend", "planning", "meeting"],
  },
  {
    client: "Meadow Foods",
    name: "Support retainer",
    description: "On call for the order platform, nights included.",
    budget: { type: "hours", used: 0.72 },
    members: [member("Ines Moreau", "Support", 90), lead("Marco Rossi")],
    work: [
      "On call: order import stuck",
      "Watched the nightly batch",
      "Calls from depots",
      "Runbook for a failed delivery run",
      "Restored orders of a shop",
      "Root cause of yesterday's alarm",
    ],
    tags: ["support", "on call", "ticket"],
  },
  {
    client: ownClient,
    name: "Internal",
    description: "What nobody pays for: meetings, learning, offers.",
    defaultBillable: false,
    members: [],
    work: [
      "Team meeting",
      "One-to-one",
      "Interview with a candidate",
      "Training: secure coding",
      "Offer for a new client",
      "Planning of the quarter",
      "Mentoring",
      "Accounts and devices",
    ],
    tags: ["meeting", "learning", "sales"],
  },
];
