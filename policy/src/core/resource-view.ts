import type { PolicyProviderResource } from "@pulumi/policy";

import { withNotedDocuments } from "./noted-documents";
import { isUnknown, snapshot, valueAt, type Plain } from "./plain-value";
import type { NotedOptions } from "./program-notes";

/** A resource as the SDK passes it to a policy, alone or as part of the stack. */
export interface RawResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
  /** Default: none. */
  readonly opts?: NotedOptions;
  readonly provider?: PolicyProviderResource;
}

/** A resource as a rule reads it. */
export class ResourceView {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  private plainProps: Plain | undefined;

  constructor(private readonly raw: RawResource) {
    this.urn = raw.urn;
    this.type = raw.type;
    this.name = raw.name;
  }

  /** All properties, copied at the first use; documents that are partly unknown as the program noted them. */
  get props(): Plain {
    return (this.plainProps ??= withNotedDocuments(snapshot(this.raw.props), this.raw.opts ?? {}));
  }

  /** Properties of the resource's provider; null where the engine does not report it. */
  get provider(): Plain {
    return snapshot(this.raw.provider?.props);
  }

  /** See `valueAt`. */
  get(path: string): Plain {
    return valueAt(this.props, path);
  }

  /** The text at a path; undefined where there is no known text. */
  text(path: string): string | undefined {
    const value = this.get(path);
    return typeof value === "string" ? value : undefined;
  }

  isPending(path: string): boolean {
    return isUnknown(this.get(path));
  }

  /**
   * True where the program does not set the property and the provider will compute it. Inputs alone are never computed.
   */
  isComputed(_path: string): boolean {
    return false;
  }

  /** True where the program sets the property, even to a value that is unknown. */
  isSet(path: string): boolean {
    const value = this.get(path);
    return isUnknown(value) || (value !== null && value !== "");
  }
}
