/** Sets an input of an object among a resource's inputs, and leaves its others, which may be unknown or secret. */
export function setInside(props: Record<string, unknown>, object: string, input: string, value: unknown): void {
  const present = (props[object] ?? {}) as Record<string, unknown>;
  present[input] = value;
  props[object] = present;
}
