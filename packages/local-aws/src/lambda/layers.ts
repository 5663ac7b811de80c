import { AwsError } from "../http/aws-error";
import type { LayerVersion, StoredArchive } from "./types";

/** What a layer version is published with. */
export type LayerSpec = Pick<
  LayerVersion,
  "name" | "compatibleRuntimes" | "compatibleArchitectures" | "description" | "licenseInfo"
>;

/** Refuses a layer that does not name the function's runtime. @throws AwsError `InvalidParameterValueException`. */
export function checkCompatible({ arn, compatibleRuntimes }: LayerVersion, runtime: string): void {
  if (compatibleRuntimes.length === 0 || compatibleRuntimes.includes(runtime)) return;
  throw new AwsError("InvalidParameterValueException", `Layer ${arn} is not compatible with runtime ${runtime}`);
}

/** Published versions of layers. */
export class Layers {
  private readonly versions = new Map<string, LayerVersion>();
  /** Highest version ever published, by layer: a number is not used twice, even if its version was deleted. */
  private readonly last = new Map<string, number>();

  constructor(
    /** ARN of layers, up to their name. */
    private readonly arnPrefix: string,
    saved: readonly LayerVersion[],
  ) {
    for (const layer of saved) this.add(layer);
  }

  publish(spec: LayerSpec, code: StoredArchive): LayerVersion {
    const layerArn = `${this.arnPrefix}:${spec.name}`;
    const version = (this.last.get(layerArn) ?? 0) + 1;
    const createdDate = new Date().toISOString().replace("Z", "+0000");
    const layer: LayerVersion = { ...spec, version, layerArn, arn: `${layerArn}:${version}`, code, createdDate };
    this.add(layer);
    return layer;
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  get(layerVersionArn: string): LayerVersion {
    const layer = this.versions.get(layerVersionArn);
    if (layer === undefined)
      throw new AwsError("ResourceNotFoundException", `Layer version ${layerVersionArn} not found`, 404);
    return layer;
  }

  delete(layerVersionArn: string): void {
    this.versions.delete(layerVersionArn);
  }

  all(): LayerVersion[] {
    return [...this.versions.values()];
  }

  private add(layer: LayerVersion): void {
    this.versions.set(layer.arn, layer);
    this.last.set(layer.layerArn, Math.max(layer.version, this.last.get(layer.layerArn) ?? 0));
  }
}
