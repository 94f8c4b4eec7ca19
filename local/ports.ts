/** TCP ports of this machine. */
import { createServer } from "node:net";

/** The only address that the local cloud listens on. */
export const host = "127.0.0.1";

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** True if nothing listens on the port. Throws for a port that we may not listen on. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await listen(port);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}

/** A port that nothing listens on. */
export async function findFreePort(): Promise<number> {
  return await listen(0);
}
