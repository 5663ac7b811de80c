import type { PolicyProviderResource } from "@pulumi/policy";

import { snapshot, type Plain } from "./snapshot";
import { isUnknown, Unknown } from "./unknown";

/** What the SDK hands out, of one resource alone or as part of the stack. */
export interface RawResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
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

  /** All properties, copied at the first use. */
  get props(): Plain {
    return (this.plainProps ??= snapshot(this.raw.props));
  }

  /** Properties of the provider it is made with; null where the engine says nothing of it. */
  get provider(): Plain {
    return snapshot(this.raw.provider?.props);
  }

  /** The value at a path such as `rule.objectOwnership`: null where it is absent, `Unknown` where it, or what holds it, is not known. */
  get(path: string): Plain {
    return valueAt(this.props, path);
  }

  /** The text at a path; undefined where there is none, or none that is known. */
  text(path: string): string | undefined {
    const value = this.get(path);
    return typeof value === "string" ? value : undefined;
  }

  /** True where the value at a path is not known yet. */
  isPending(path: string): boolean {
    return isUnknown(this.get(path));
  }

  /** True where the provider will fill the property in: a program that states an unknown value has it from somewhere. Inputs alone are never computed. */
  isComputed(_path: string): boolean {
    return false;
  }

  /** True where the program states the property, be it with a value that is not known yet. */
  states(path: string): boolean {
    const value = this.get(path);
    return isUnknown(value) || (value !== null && value !== "");
  }
}

/** See `ResourceView.get`. */
export function valueAt(start: Plain, path: string): Plain {
  let value = start;
  for (const key of path.split(".")) {
    if (isUnknown(value)) return value;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    value = (value as { readonly [key: string]: Plain })[key] ?? null;
  }
  return value;
}

/** The items of a list, or of a single value that stands for a list of one; an unknown list is one unknown item. */
export function itemsOf(value: Plain): readonly Plain[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly Plain[]) : [value];
}

/** The keys and values of an object; nothing for anything else. */
export function entriesOf(value: Plain): [string, Plain][] {
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Unknown) return [];
  return Object.entries(value);
}
