import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Asks for a port before anything is begun that needs it.
 *
 * @param port TCP port on 127.0.0.1; 0 is always free
 * @throws Error with `code` `EADDRINUSE` if it is taken
 */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
  await once(server, "close");
}
