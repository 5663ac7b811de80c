import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { readClaim, verifySignature, type SignatureClaim } from "./sigv4";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import { AwsError } from "./aws-error";
import { header, parseCall, readBody, type HttpCall } from "./call";
import { serviceOfTarget } from "./json-protocols";
import type { HttpService } from "./service";

/** The one HTTP endpoint: finds the service that a request is for, checks who sent it, and passes it on. */
export class HttpFront {
  private readonly services: HttpService[] = [];
  private readonly server: Server;

  constructor(private readonly iam: Iam) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, reply) => void this.serve(request, reply));
    this.server.on("checkContinue", (request: IncomingMessage, reply: ServerResponse) => {
      reply.writeContinue();
      void this.serve(request, reply);
    });
  }

  /** Adds a service. The first one added takes what no other one claims. */
  use(service: HttpService): void {
    this.services.push(service);
  }

  /** Starts to listen on the loopback. @returns the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Stops at once: requests under way are cut off. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(stream: IncomingMessage, reply: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    let call = placeOf(stream, requestId);
    const placed = this.byPlace(call);
    // Whose place it is says no to what cannot be read, too.
    let service = placed ?? this.fallback();
    try {
      call = parseCall(stream, requestId);
      const claim = readClaim(call);
      service = placed ?? this.route(call, claim);
      const body = service.maxBodyBytes === undefined ? undefined : await readBody(stream, service.maxBodyBytes);
      const caller = this.identify(call, claim, service, body);
      await service.handle({ ...call, caller, claim, body }, reply);
    } catch (error) {
      this.fail(error, call, service, reply);
    }
  }

  private fail(error: unknown, call: HttpCall, service: HttpService, reply: ServerResponse): void {
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    // What is left of the body is read and thrown away, so that the client gets to see the answer.
    call.stream.resume();
    service.fail(error, call, reply);
  }

  private fallback(): HttpService {
    const [first] = this.services;
    if (first === undefined) throw new Error("the endpoint has no service");
    return first;
  }

  private byPlace(call: HttpCall): HttpService | undefined {
    return this.services.find((service) => service.claims?.(call) === true);
  }

  private route(call: HttpCall, claim: SignatureClaim | undefined): HttpService {
    const name = claim?.service ?? serviceOfTarget(header(call, "x-amz-target") ?? "") ?? "s3";
    const service = this.services.find((candidate) => candidate.names.includes(name));
    if (service === undefined) {
      throw new AwsError("UnknownService", `The embedded run has no service "${name}".`, 501);
    }
    return service;
  }

  private identify(
    call: HttpCall,
    claim: SignatureClaim | undefined,
    service: HttpService,
    body: Buffer | undefined,
  ): Caller {
    if (claim === undefined) {
      if (service.allowsAnonymous) return { kind: "anonymous" };
      throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
    }
    const key = this.iam.key(claim.accessKeyId);
    if (key === undefined) {
      throw new AwsError(
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        403,
      );
    }
    if (key.token !== claim.sessionToken) {
      throw new AwsError("InvalidToken", "The provided token is malformed or otherwise invalid.", 400);
    }
    verifySignature(call, claim, key.secret, payloadHash(call, claim, body));
    return key.caller;
  }
}

/** The hash that was signed; a body that is here already must have it. */
function payloadHash(call: HttpCall, claim: SignatureClaim, body: Buffer | undefined): string {
  if (claim.expiresSec !== undefined && claim.service === "s3") return "UNSIGNED-PAYLOAD";
  const stated = header(call, "x-amz-content-sha256");
  if (body === undefined) {
    if (stated === undefined)
      throw new AwsError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    return stated;
  }
  const actual = createHash("sha256").update(body).digest("hex");
  if (stated !== undefined && stated !== "UNSIGNED-PAYLOAD" && stated !== actual) {
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return stated ?? actual;
}

/** As much of a request as can be read of any. */
function placeOf(stream: IncomingMessage, requestId: string): HttpCall {
  const { method = "GET", headers, url = "/" } = stream;
  return { method, path: url.replace(/\?.*/s, ""), rawQuery: "", query: new Map(), headers, stream, requestId };
}
