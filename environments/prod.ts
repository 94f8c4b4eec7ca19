import { accounts } from "./accounts.js";
import type { Environment } from "./schema.js";

/** Where customers work. Records of who changed what are kept for seven years (2557 days). */
export const prod: Environment = {
  name: "prod",
  account: accounts.prod,
  region: "eu-central-1",
  costCenter: "product",
  frontendUrl: "https://time.aerotage.example",
  links: {
    signIn: "{frontendUrl}",
    invitation: "{frontendUrl}/accept-invitation?token={token}",
    emailVerification: "{frontendUrl}/#/email-verification?token={token}&type={type}",
  },
  logs: { level: "INFO", retentionDays: 365 },
  activityRetentionDays: 2557,
  throttling: { requestsPerSecond: 500, burst: 1000 },
  cors: { origins: ["https://time.aerotage.example"], desktopOrigins: ["null", "file://"] },
  protection: {
    pointInTimeRecovery: true,
    deletionProtection: true,
    bucketVersioning: true,
    customerManagedKeys: true,
    firewall: true,
  },
  signIn: {
    mfa: "optional",
    passwordLength: 12,
    passwordFlow: false,
    temporaryPasswordDays: 7,
    accessTokenMinutes: 30,
    idTokenMinutes: 30,
    refreshTokenDays: 14,
    deviceTracking: "userOptIn",
    longestSessionHours: 336,
  },
  functions: { runtime: "nodejs22.x", architecture: "arm64", memoryMegabytes: 1024, timeoutSeconds: 10 },
  mail: { sender: "time@aerotage.example", passwordResets: "cognito" },
  alarms: {
    recipients: ["operations@aerotage.example"],
    serverErrorPercent: 1,
    clientErrorPercent: 25,
    latencyP95Milliseconds: 1500,
    functionErrors: 1,
    durationPercentOfTimeout: 80,
  },
  savedQueries: true,
};
