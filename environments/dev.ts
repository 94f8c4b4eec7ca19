import { accounts } from "./accounts.js";
import type { Environment } from "./schema.js";

/** Where developers try changes together: cheap, may be destroyed at any time. */
export const dev: Environment = {
  name: "dev",
  account: accounts.nonprod,
  region: "eu-central-1",
  costCenter: "engineering",
  frontendUrl: "https://time.dev.aerotage.example",
  links: {
    signIn: "{frontendUrl}",
    invitation: "{frontendUrl}/accept-invitation?token={token}",
    emailVerification: "{frontendUrl}/#/email-verification?token={token}&type={type}",
  },
  logs: { level: "DEBUG", retentionDays: 14 },
  activityRetentionDays: 90,
  throttling: { requestsPerSecond: 50, burst: 100 },
  cors: {
    origins: ["https://time.dev.aerotage.example", "http://localhost:3000", "http://localhost:5173"],
    desktopOrigins: ["null", "file://"],
  },
  protection: {
    pointInTimeRecovery: false,
    deletionProtection: false,
    bucketVersioning: false,
    customerManagedKeys: false,
    firewall: false,
  },
  signIn: {
    mfa: "optional",
    passwordLength: 8,
    passwordFlow: true,
    temporaryPasswordDays: 7,
    accessTokenMinutes: 60,
    idTokenMinutes: 60,
    refreshTokenDays: 30,
    deviceTracking: "userOptIn",
    longestSessionHours: 720,
  },
  functions: { runtime: "nodejs22.x", architecture: "arm64", memoryMegabytes: 512, timeoutSeconds: 10 },
  mail: { sender: "time-dev@nonprod.aerotage.example", passwordResets: "cognito" },
  alarms: {
    recipients: [],
    serverErrorPercent: 5,
    clientErrorPercent: 50,
    latencyP95Milliseconds: 3000,
    functionErrors: 5,
    durationPercentOfTimeout: 80,
  },
  savedQueries: true,
};
