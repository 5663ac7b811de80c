import type {
  CacheBehavior,
  CachePolicyConfig,
  Distribution,
  OriginAccessControlConfig,
  ResponseHeadersPolicyConfig,
} from "../types";
import type { OriginDeps } from "./origin";

/** What the edge asks of the rest of CloudFront. */
export interface Edge {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cachePolicy: (id: string) => CachePolicyConfig;
  readonly findResponseHeadersPolicy: (id: string | undefined) => ResponseHeadersPolicyConfig | undefined;
  readonly findOriginAccessControl: (id: string) => OriginAccessControlConfig | undefined;
  /** The public key of an identifier that is in one of these key groups. */
  readonly publicKey: (keyGroups: readonly string[], keyPairId: string) => string | undefined;
  /** The published code of a function. */
  readonly liveFunction: (arn: string) => { readonly name: string; readonly code: string };
  /** What may stand before the path in a URL of a distribution. */
  readonly basesOf: (distribution: Distribution, behavior: CacheBehavior) => readonly string[];
  readonly originDeps: (distribution: Distribution) => OriginDeps;
  /** Writes the log of a function. */
  readonly log: (functionName: string, requestId: string, lines: readonly string[]) => void;
  readonly fault: (message: string) => void;
}
