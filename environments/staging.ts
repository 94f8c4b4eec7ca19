import { accounts } from "./accounts.js";
import type { Environment } from "./schema.js";

/** The rehearsal of prod: the same protections of data in use, less of everything that is paid by the hour. */
export const staging: Environment = {
  name: "staging",
  account: accounts.nonprod,
  region: "eu-central-1",
  costCenter: "engineering",
  frontendUrl: "https://time.staging.aerotage.example",
  links: {
    signIn: "{frontendUrl}",
    invitation: "{frontendUrl}/accept-invitation?token={token}",
    emailVerification: "{frontendUrl}/#/email-verification?token={token}&type={type}",
  },
  logs: { level: "INFO", retentionDays: 30 },
  activityRetentionDays: 365,
  throttling: { requestsPerSecond: 100, burst: 200 },
  cors: { origins: ["https://time.staging.aerotage.example"], desktopOrigins: ["null", "file://"] },
  protection: {
    pointInTimeRecovery: true,
    deletionProtection: false,
    bucketVersioning: true,
    customerManagedKeys: true,
    firewall: true,
  },
  signIn: {
    mfa: "optional",
    passwordLength: 8,
    passwordFlow: false,
    temporaryPasswordDays: 7,
    accessTokenMinutes: 60,
    idTokenMinutes: 60,
    refreshTokenDays: 30,
    deviceTracking: "userOptIn",
    longestSessionHours: 720,
  },
  functions: { runtime: "nodejs22.x", architecture: "arm64", memoryMegabytes: 512, timeoutSeconds: 10 },
  mail: { sender: "time-staging@nonprod.aerotage.example", passwordResets: "cognito" },
  alarms: {
    recipients: ["operations@aerotage.example"],
    serverErrorPercent: 2,
    clientErrorPercent: 30,
    latencyP95Milliseconds: 2000,
    functionErrors: 3,
    durationPercentOfTimeout: 80,
  },
  savedQueries: true,
};
