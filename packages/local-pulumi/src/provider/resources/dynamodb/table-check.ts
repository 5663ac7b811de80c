import type { Failure } from "../../schema";
import { hasUnknown, type Bag } from "../../../property-values";
import { indexKeyProblem, indexKeys, type StatedKeys } from "./index-keys";

interface Index extends StatedKeys {
  readonly name: string;
  readonly projectionType: string;
  readonly nonKeyAttributes?: readonly string[];
}

/** What DynamoDB would refuse about keys, indexes and capacity. */
export function* checkTable(inputs: Bag): Generator<Failure> {
  if (hasUnknown(inputs.attributes) || hasUnknown(inputs.globalSecondaryIndexes) || hasUnknown(inputs.hashKey)) return;
  const declared = ((inputs.attributes ?? []) as readonly { name: string }[]).map((attribute) => attribute.name);
  const indexes = (inputs.globalSecondaryIndexes ?? []) as readonly Index[];
  const keys = [
    inputs.hashKey,
    inputs.rangeKey,
    ...indexes.flatMap((index) => indexKeys(index).map(({ attributeName }) => attributeName)),
  ];
  const used = new Set(keys.filter((key): key is string => typeof key === "string"));
  const missing = [...used].filter((key) => !declared.includes(key));
  if (missing.length > 0)
    yield { property: "attributes", reason: `all keys must be declared as attributes: ${missing.join(", ")} is not` };
  const unused = declared.filter((name) => !used.has(name));
  if (unused.length > 0)
    yield { property: "attributes", reason: `all attributes must be indexed. Unused attributes: ${unused.join(", ")}` };
  for (const [i, index] of indexes.entries()) {
    const problem = indexKeyProblem(index);
    if (problem !== undefined) yield { property: `globalSecondaryIndexes[${i}]`, reason: problem };
    if (index.projectionType === "INCLUDE" && (index.nonKeyAttributes ?? []).length === 0) {
      yield { property: `globalSecondaryIndexes[${i}].nonKeyAttributes`, reason: 'needed by projectionType "INCLUDE"' };
    }
  }
  if (inputs.streamEnabled === true && inputs.streamViewType === undefined)
    yield { property: "streamViewType", reason: "needed by streamEnabled" };
  const stated = inputs.readCapacity !== undefined || inputs.writeCapacity !== undefined;
  if (inputs.billingMode === "PROVISIONED" && !stated) {
    yield { property: "readCapacity", reason: 'billingMode "PROVISIONED" needs readCapacity and writeCapacity' };
  }
}
