import { Agent } from "node:http";

import { sendRequest } from "../aws-request";
import type { ServiceContext } from "../context";
import type { Iam, SessionCredentials } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { CloudFront } from "./cloudfront";
import { EdgeCache } from "./edge/cache";
import type { Edge } from "./edge/edge";
import { EdgeListener } from "./edge/listener";
import { serveViewer } from "./edge/serve";
import type { Distribution } from "./types";

/** Dependencies of {@link EdgeNetwork}. */
interface EdgeNetworkDeps {
  readonly cloudfront: CloudFront;
  readonly cloud: ServiceContext;
  readonly iam: Iam;
  readonly logs: Logs;
}

/** A distribution while it is served. */
interface Point {
  readonly listener: EdgeListener;
  readonly cache: EdgeCache;
  /** Keys of CloudFront itself, acting for this distribution. */
  readonly keys: SessionCredentials;
}

/** Group of a function's log ("Edge function logs"). */
const logGroup = (functionName: string) => `/aws/cloudfront/function/${functionName}`;

/** The edge: one place, with a port and a cache for each distribution. */
export class EdgeNetwork {
  private readonly points = new Map<string, Point>();
  private readonly agent = new Agent({ keepAlive: true });
  private readonly edge: Edge;
  private closed = false;

  constructor(private readonly deps: EdgeNetworkDeps) {
    this.edge = this.makeEdge();
  }

  /** Serves a distribution, at this port if it is free. @returns the port. */
  async open(id: string, port: number): Promise<number> {
    const { cloudfront, iam, cloud } = this.deps;
    const distribution = cloudfront.distributions.get(id);
    const cache = new EdgeCache();
    const listener = new EdgeListener(
      () => namesOf(cloudfront.distributions.get(id)),
      (request) =>
        cloud.work.track(() =>
          serveViewer(this.edge, { distribution: cloudfront.distributions.get(id), cache }, request),
        ),
    );
    const keys = iam.startServiceSession("cloudfront.amazonaws.com", distribution.arn);
    this.points.set(id, { listener, cache, keys });
    return await listener.listen(port);
  }

  async shut(id: string): Promise<void> {
    const point = this.points.get(id);
    if (point === undefined) return;
    this.points.delete(id);
    this.deps.iam.endSession(point.keys.accessKeyId);
    await point.listener.close();
  }

  invalidate(id: string, paths: readonly string[]): void {
    this.points.get(id)?.cache.invalidate(paths);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.points.keys()].map((id) => this.shut(id)));
    this.agent.destroy();
  }

  private makeEdge(): Edge {
    const { cloudfront, cloud, logs } = this.deps;
    return {
      now: Date.now,
      cachePolicy: (id) => cloudfront.cachePolicies.get(id).config,
      findResponseHeadersPolicy: (id) =>
        id === undefined ? undefined : cloudfront.responseHeadersPolicies.find(id)?.config,
      findOriginAccessControl: (id) => cloudfront.originAccessControls.find(id)?.config,
      publicKey: (keyGroups, keyPairId) =>
        keyGroups.some((id) => cloudfront.keyGroups.find(id)?.config.items.includes(keyPairId))
          ? cloudfront.publicKeys.find(keyPairId)?.config.encodedKey
          : undefined,
      liveFunction: (arn) => {
        const fn = cloudfront.functions.byArn(arn);
        return { name: fn?.id ?? arn, code: fn?.live?.code ?? "" };
      },
      basesOf: (distribution, { viewerProtocolPolicy }) => [
        // The loopback interface counts as secure transport: nothing leaves the machine.
        ...namesOf(distribution).map((name) => `https://${name}`),
        ...(viewerProtocolPolicy === "allow-all" ? namesOf(distribution).map((name) => `http://${name}`) : []),
        cloudfront.distributions.urlOf(distribution.id),
      ],
      originDeps: ({ id }) => ({
        region: cloud.region,
        send: (request, signed) =>
          sendRequest(this.agent, cloud, signed ? this.points.get(id)?.keys : undefined, request),
      }),
      log: (functionName, requestId, lines) => {
        if (lines.length === 0) return;
        const group = logGroup(functionName);
        if (!logs.has(group))
          logs.createGroup({ name: group, retentionInDays: 0, logGroupClass: "STANDARD", tags: {} });
        const timestamp = Date.now();
        logs.write(
          group,
          requestId,
          lines.map((line) => ({ message: `${requestId} ${line}`, timestamp })),
        );
      },
      fault: (message) => {
        // What the end of the run has cut off is no failure.
        if (!this.closed) cloud.events.emit("fault", { service: "cloudfront", message });
      },
    };
  }
}

function namesOf({ domainName, config }: Distribution): string[] {
  return [domainName, ...config.aliases];
}
