/** A key of an index as AWS and `keySchemas` have it. */
export interface IndexKey {
  readonly attributeName: string;
  readonly keyType: "HASH" | "RANGE";
}

/** The keys of an index as a program states them: by `keySchemas`, or by the deprecated `hashKey` and `rangeKey`. */
export interface StatedKeys {
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly keySchemas?: readonly IndexKey[];
}

/** The keys of an index, however they are stated. */
export function indexKeys({ hashKey, rangeKey, keySchemas = [] }: StatedKeys): readonly IndexKey[] {
  if (keySchemas.length > 0) return keySchemas;
  return [
    ...(hashKey === undefined ? [] : [{ attributeName: hashKey, keyType: "HASH" as const }]),
    ...(rangeKey === undefined ? [] : [{ attributeName: rangeKey, keyType: "RANGE" as const }]),
  ];
}

/** Why the keys of an index are refused, or undefined. */
export function indexKeyProblem(stated: StatedKeys): string | undefined {
  const { hashKey, rangeKey, keySchemas = [] } = stated;
  if (keySchemas.length > 0 && (hashKey !== undefined || rangeKey !== undefined)) {
    return "keySchemas conflicts with hashKey and rangeKey";
  }
  const types = indexKeys(stated).map(({ keyType }) => keyType);
  if (types.length === 0) return "expected keySchemas, or hashKey";
  if (types[0] !== "HASH" || types.length > 2 || types.lastIndexOf("HASH") > 0) {
    return `expected one HASH key, then at most one RANGE key (the embedded DynamoDB has no multi-attribute keys), got ${types.join(", ")}`;
  }
  return undefined;
}

/** Keys as outputs, in the form that the program uses: so that the other form is no change to it. */
export function describedKeys(keys: readonly IndexKey[], known: StatedKeys | undefined): StatedKeys {
  if (known?.hashKey === undefined) return { keySchemas: keys };
  const nameOf = (type: IndexKey["keyType"]) => keys.find(({ keyType }) => keyType === type)?.attributeName;
  const [hashKey, rangeKey] = [nameOf("HASH"), nameOf("RANGE")];
  return { ...(hashKey !== undefined && { hashKey }), ...(rangeKey !== undefined && { rangeKey }) };
}
