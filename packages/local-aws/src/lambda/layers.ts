import { AwsError } from "../http/aws-error";
import type { LayerVersion, StoredArchive } from "./types";

/** Arguments of {@link Layers.publish}. */
export type LayerSpec = Pick<
  LayerVersion,
  "name" | "compatibleRuntimes" | "compatibleArchitectures" | "description" | "licenseInfo"
>;

/** Checks a layer's runtimes. @throws AwsError `InvalidParameterValueException` if the function's is not among them. */
export function checkCompatible({ arn, compatibleRuntimes }: LayerVersion, runtime: string): void {
  if (compatibleRuntimes.length === 0 || compatibleRuntimes.includes(runtime)) return;
  throw new AwsError("InvalidParameterValueException", `Layer ${arn} is not compatible with runtime ${runtime}`);
}

/** Published versions of layers. */
export class Layers {
  private readonly versions = new Map<string, LayerVersion>();
  /** Highest version ever published, by layer: the number of a deleted version is not used again. */
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
