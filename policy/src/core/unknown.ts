/** A value that does not exist before the resources it is made of do: an output, seen in a preview. */
export class Unknown {
  /** @param path where it stands in the resource's properties, such as `rules[0].kmsMasterKeyId` */
  constructor(readonly path: string) {}
}

/** True for a value that cannot be known yet. */
export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}
