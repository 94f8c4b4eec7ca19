import { accounts } from "./accounts.js";
import type { Environment } from "./schema.js";

/** The emulator on a developer's machine. It does not know saved queries; tools and tests sign in with a password. */
export const local: Environment = {
  name: "local",
  account: accounts.local,
  region: "us-east-1",
  costCenter: "engineering",
  frontendUrl: "http://localhost:3000",
  links: {
    signIn: "{frontendUrl}",
    invitation: "{frontendUrl}/accept-invitation?token={token}",
    emailVerification: "{frontendUrl}/#/email-verification?token={token}&type={type}",
  },
  logs: { level: "DEBUG", retentionDays: 7 },
  activityRetentionDays: 90,
  throttling: { requestsPerSecond: 1000, burst: 2000 },
  cors: {
    origins: ["http://localhost:3000", "http://localhost:5173", "http://127.0.0.1:3000", "http://127.0.0.1:5173"],
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
  mail: { sender: "time@aerotage.test", passwordResets: "cognito" },
  alarms: {
    recipients: ["operations@aerotage.test"],
    serverErrorPercent: 5,
    clientErrorPercent: 50,
    latencyP95Milliseconds: 3000,
    functionErrors: 5,
    durationPercentOfTimeout: 80,
  },
  savedQueries: false,
};
