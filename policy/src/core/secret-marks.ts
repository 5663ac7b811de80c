import { runtime } from "@pulumi/pulumi";

const { specialSecretSig, specialSigKey } = runtime;

/** Which values of which resources Pulumi marks as secret. The SDK removes the marks before a rule sees the values. */
export class SecretMarks {
  private readonly paths = new Map<string, ReadonlySet<string>>();

  /** Keeps the paths of secrets among a resource's properties in their wire form. */
  note(urn: string, properties: unknown): void {
    this.paths.set(urn, new Set(secretPathsIn(properties)));
  }

  /** True where the value at a path such as `environment.variables.TOKEN`, or an object that contains it, is secret. */
  has(urn: string, path: string): boolean {
    const paths = this.paths.get(urn);
    if (paths === undefined || paths.size === 0) return false;
    const parts = path.split(".");
    return parts.some((_, index) => paths.has(parts.slice(0, index + 1).join(".")));
  }
}

function secretPathsIn(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  const record = value as Record<string, unknown>;
  if (record[specialSigKey] === specialSecretSig) return [path];
  const at = (key: string) => (Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
  return Object.entries(record).flatMap(([key, member]) => secretPathsIn(member, at(key)));
}
