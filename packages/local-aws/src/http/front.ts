import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { isSigned, readClaim, type SignatureClaim } from "./signature-claim";
import { verifySignature } from "./sigv4";
import { holdUntilDurable } from "../state/hold-until-durable";
import type { StateStore } from "../state/state-store";
import type { OpenCall, Traces } from "../traces/traces";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import { AwsError, errorCode, errorMessage } from "./aws-error";
import { ChunkSignatures } from "./chunk-signatures";
import { header, parseCall, readBody, type HttpCall } from "./call";
import { serviceOfTarget } from "./json-protocols";
import type { HttpService } from "./service";
import { UnknownHttpService } from "./unknown-service";

/** Longest time that requests have to come to their end when the endpoint closes, in milliseconds. */
const END_MS = 2000;

/** The HTTP endpoint: routes each request to its service after its signature has been verified. */
export class HttpFront {
  private readonly services: HttpService[] = [];
  private readonly server: Server;

  /** Requests that are being answered. */
  private readonly serving = new Set<Promise<void>>();

  constructor(
    private readonly iam: Iam,
    private readonly region: string,
    private readonly state: StateStore,
    private readonly traces: Traces,
  ) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, reply) => this.accept(request, reply));
    this.server.on("checkContinue", (request: IncomingMessage, reply: ServerResponse) => {
      // A refused request need not send its body: it is asked for when someone reads it.
      continueOnRead(request, reply);
      this.accept(request, reply);
    });
    // Other expectations are ignored.
    this.server.on("checkExpectation", (request: IncomingMessage, reply: ServerResponse) => {
      this.accept(request, reply);
    });
  }

  /** Adds a service. Requests that no service claims go to the first one added. */
  use(service: HttpService): void {
    this.services.push(service);
  }

  /** Starts to listen on the loopback interface. @returns the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Stops at once: open connections are destroyed, and what their requests are doing comes to its end. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    await Promise.race([Promise.all(this.serving), sleep(END_MS, undefined, { ref: false })]);
  }

  private accept(request: IncomingMessage, reply: ServerResponse): void {
    const served = this.serve(request, reply).finally(() => this.serving.delete(served));
    this.serving.add(served);
  }

  private async serve(stream: IncomingMessage, reply: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    let call = unparsedCall(stream, requestId);
    const claimant = this.claimant(call);
    // The service that claims the path also formats the errors of requests that cannot be parsed.
    let service = claimant ?? this.fallback();
    let trace: OpenCall | undefined;
    holdUntilDurable(reply, this.state, (error) => {
      const message = `The change could not be written to the disk (${errorMessage(error)}). Try again.`;
      service.fail(new AwsError("InternalError", message, 500), call, reply);
    });
    try {
      call = parseCall(stream, requestId);
      const foreign = claimant?.allowsForeignAuthorization === true && !isSigned(call);
      const claim = foreign ? undefined : readClaim(call);
      service = claimant ?? this.route(call, claim);
      // Who may not call at all is refused before anything of the body is held.
      const key = this.keyOf(claim, service);
      const body = service.maxBodyBytes === undefined ? undefined : await readBody(stream, service.maxBodyBytes);
      if (claim !== undefined && key !== undefined) {
        const hash = payloadHash(call, claim, body);
        const region = claim.region === service.globalRegion ? claim.region : this.region;
        verifySignature(call, claim, { secret: key.secret, region, payloadHash: hash });
      }
      trace = claim && this.traces.call(claim.accessKeyId, service.names[0] ?? "");
      if (trace !== undefined) noteAnswer(trace, reply);
      const caller: Caller = key === undefined ? { kind: "anonymous" } : callerOf(key.caller, trace);
      const chunkSignatures = claim && key && new ChunkSignatures(key.secret, claim);
      await service.handle({ ...call, caller, claim, chunkSignatures, body }, reply);
    } catch (error) {
      if (trace !== undefined) trace.errorCode = errorCode(error);
      this.fail(error, call, service, reply);
    }
  }

  private fail(error: unknown, call: HttpCall, service: HttpService, reply: ServerResponse): void {
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    // The rest of the body is discarded: the client reads the response only after it has sent the body. A client that
    // waits to be asked for the body is not asked.
    if (isAwaitingContinue(call.stream)) reply.setHeader("connection", "close");
    else call.stream.resume();
    service.fail(error, call, reply);
  }

  private fallback(): HttpService {
    const [first] = this.services;
    if (first === undefined) throw new Error("the endpoint has no service");
    return first;
  }

  private claimant(call: HttpCall): HttpService | undefined {
    return this.services.find((service) => service.claims?.(call) === true);
  }

  private route(call: HttpCall, claim: SignatureClaim | undefined): HttpService {
    const target = header(call, "x-amz-target");
    const named = target === undefined ? undefined : (serviceOfTarget(target) ?? target.replace(/\..*/, ""));
    const name = claim?.service ?? named ?? "s3";
    return this.services.find((candidate) => candidate.names.includes(name)) ?? new UnknownHttpService(name);
  }

  /** The key that a request is signed with; undefined for an anonymous one. @throws AwsError. */
  private keyOf(claim: SignatureClaim | undefined, service: HttpService): ReturnType<Iam["key"]> {
    if (claim === undefined) {
      if (service.allowsAnonymous) return undefined;
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
    return key;
  }
}

/** Requests whose clients wait for `100 Continue`. */
const awaitingContinue = new WeakSet<IncomingMessage>();

const isAwaitingContinue = (request: IncomingMessage) => awaitingContinue.has(request);

/** Sends `100 Continue` as soon as the body is read. */
function continueOnRead(request: IncomingMessage, reply: ServerResponse): void {
  awaitingContinue.add(request);
  request.on("newListener", function onReader(event: string | symbol) {
    if (event !== "readable" && event !== "data") return;
    request.off("newListener", onReader);
    if (awaitingContinue.delete(request) && !reply.headersSent) reply.writeContinue();
  });
}

/** The payload hash that was signed. A body that has been read must match it. */
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

/** The caller of a request that is traced. */
function callerOf(caller: Caller, call: OpenCall | undefined): Caller {
  return caller.kind === "role" && call !== undefined ? { ...caller, call } : caller;
}

/** Completes a trace once its request is answered, or its connection has ended. */
function noteAnswer(trace: OpenCall, reply: ServerResponse): void {
  const startedAt = performance.now();
  reply.once("close", () => {
    trace.durationMs = performance.now() - startedAt;
    if (reply.writableFinished) trace.status = reply.statusCode;
  });
}

/** A request of which only the method, the path and the headers are known to be valid. */
function unparsedCall(stream: IncomingMessage, requestId: string): HttpCall {
  const { method = "GET", headers, url = "/" } = stream;
  return { method, path: url.replace(/\?.*/s, ""), rawQuery: "", query: new Map(), headers, stream, requestId };
}
