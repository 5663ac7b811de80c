import { Readable } from "node:stream";

/** A request as an SDK client hands it to its request handler. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Credentials and region that no service ever sees. */
export const testIdentity = {
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" },
  maxAttempts: 1,
};

/** A request handler for SDK clients that answers from a list and keeps what it was sent. */
export function fakeHttp(...answers: Answer[]) {
  const sent: SentRequest[] = [];
  const bodies: Readable[] = [];
  return {
    sent,
    bodies,
    handler: {
      handle(request: SentRequest) {
        sent.push(request);
        const answer = answers.shift();
        if (!answer) throw new Error(`no answer left for ${request.method} ${request.path}`);
        const body = Readable.from([Buffer.from(answer.body ?? "")]);
        bodies.push(body);
        return Promise.resolve({ response: { statusCode: answer.status ?? 200, headers: answer.headers ?? {}, body } });
      },
    },
  };
}
