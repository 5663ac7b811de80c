import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** Webhooks so far. */
  readonly taken: number;
}

/** Takes every webhook at a port of 127.0.0.1. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  let taken = 0;
  const server = createServer((request, response) => {
    taken += 1;
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get taken() {
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
