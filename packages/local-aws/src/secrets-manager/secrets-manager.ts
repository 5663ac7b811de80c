import { randomInt, randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { StateDocument } from "../state/state-store";

/** A version of a secret's text. */
interface SecretVersion {
  readonly versionId: string;
  readonly secretString: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly stages: readonly string[];
}

/** A secret with its current and its previous version. */
export interface Secret {
  readonly name: string;
  /** With six characters after the name, which AWS adds. */
  readonly arn: string;
  readonly versions: readonly SecretVersion[];
}

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Name of a secret (CreateSecret in the API reference). */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** Texts that functions read by name. */
export class SecretsManager {
  private readonly byName = new Map<string, Secret>();
  private readonly state: StateDocument;

  constructor(private readonly cloud: ServiceContext) {
    for (const secret of cloud.state.read<Secret[]>("secrets-manager") ?? []) this.byName.set(secret.name, secret);
    this.state = cloud.state.document("secrets-manager", () => [...this.byName.values()]);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Creates a secret, or gives it another text: what was current is the previous version then, as AWS has it. */
  put(name: string, secretString: string): Secret {
    if (!NAME.test(name)) {
      throw new AwsError(
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    const known = this.byName.get(name);
    const current: SecretVersion = {
      versionId: randomUUID(),
      secretString,
      createdAt: Date.now(),
      stages: ["AWSCURRENT"],
    };
    const previous = (known?.versions ?? [])
      .filter(({ stages }) => stages.includes("AWSCURRENT"))
      .map((version) => ({ ...version, stages: ["AWSPREVIOUS"] }));
    const secret = { name, arn: known?.arn ?? this.newArn(name), versions: [current, ...previous] };
    this.byName.set(name, secret);
    this.state.changed();
    return secret;
  }

  /** @param secretId name or ARN. @throws AwsError `ResourceNotFoundException`. */
  secret(secretId: string): Secret {
    const secret = [...this.byName.values()].find(({ name, arn: own }) => name === secretId || own === secretId);
    if (secret !== undefined) return secret;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }

  /** ARN that a request for a secret is authorized by; of one that is not there, with wildcards of its own. */
  arnOf(secretId: string): string {
    if (secretId.startsWith("arn:")) return secretId;
    return this.byName.get(secretId)?.arn ?? arn(this.cloud, "secretsmanager", `secret:${secretId}-000000`);
  }

  private newArn(name: string): string {
    const suffix = Array.from({ length: 6 }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join("");
    return arn(this.cloud, "secretsmanager", `secret:${name}-${suffix}`);
  }
}
