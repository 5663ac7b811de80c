import type { Resource } from "@pulumi/pulumi";

import { encodeNote, type ProgramNote } from "../core/program-notes";

/**
 * The lists of `additionalSecretOutputs` that notes are added to. The SDK reads such a list when it registers the
 * resource, at the earliest in the turn after its constructor.
 */
const lists = new WeakMap<Resource, { readonly names: string[]; open: boolean }>();

/** Starts the list of a resource that is being constructed; notes can be added in the same turn. */
export function openNotes(resource: Resource, names: readonly string[]): string[] {
  const list = { names: [...names], open: true };
  lists.set(resource, list);
  queueMicrotask(() => (list.open = false));
  return list.names;
}

/** Adds a note about a resource. @returns why it cannot be added, if it cannot */
export function addNote(resource: Resource, note: ProgramNote): "no transform" | "too late" | undefined {
  const list = lists.get(resource);
  if (list === undefined) return "no transform";
  if (!list.open) return "too late";
  list.names.push(encodeNote(note));
  return undefined;
}
