import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { errorMessage } from "../../http/aws-error";
import { errorPage } from "./error-page";
import { readRequest, type ViewerRequest, type ViewerResponse } from "./message";

/** Where the header says that a response went through. */
const EDGE = "localedge0000000000000000000000000.cloudfront.net";

/** The port of a distribution on the loopback interface. */
export class EdgeListener {
  private readonly server: Server;

  /**
   * @param hosts names that requests may be for, beside the loopback interface's own
   * @param serve answers a request; it does not throw
   */
  constructor(
    private readonly hosts: () => readonly string[],
    private readonly serve: (request: ViewerRequest) => Promise<ViewerResponse>,
  ) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (stream, reply) => void this.answer(stream, reply));
  }

  /** Starts to listen, on another port if that one is in use. @returns the port. */
  async listen(port: number): Promise<number> {
    try {
      return await this.tryPort(port);
    } catch (error) {
      if (port === 0 || !["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      return await this.tryPort(0);
    }
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async tryPort(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  private async answer(stream: IncomingMessage, reply: ServerResponse): Promise<void> {
    const request = readRequest(stream);
    stream.resume();
    const name = (stream.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const isKnown = ["127.0.0.1", "localhost", ...this.hosts()].includes(name);
    const response = isKnown
      ? await this.serve(request)
      : errorPage(request.id, 403, `Bad request. No distribution of this port has the name "${name}".`);
    try {
      send(reply, request, response);
    } catch (error) {
      // A header of a policy or a function that Node.js does not send.
      send(reply, request, errorPage(request.id, 502, `Bad response: ${errorMessage(error)}`));
    }
  }
}

function send(reply: ServerResponse, request: ViewerRequest, { status, headers, body, result }: ViewerResponse): void {
  reply.writeHead(status, {
    ...(headers as Record<string, string | string[]>),
    "x-cache": `${result} from cloudfront`,
    via: `1.1 ${EDGE} (CloudFront)`,
    "x-amz-cf-pop": "LOC50-P1",
    "x-amz-cf-id": request.id,
  });
  reply.end(request.method === "HEAD" ? undefined : body);
}
