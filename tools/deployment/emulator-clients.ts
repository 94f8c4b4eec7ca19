/** The settings of SDK clients that call the emulator. */
import { emulatorCredentials, localRegion } from "./target.js";

/** Settings for any client of the SDK; S3 clients also take `forcePathStyle`. */
export function emulatorClient(endpoint: string, region: string = localRegion) {
  return { endpoint, region, credentials: emulatorCredentials, forcePathStyle: true };
}
