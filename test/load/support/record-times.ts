import type { Cloud } from "@image-pipeline/local-aws";

import type { PlainRecord } from "../../support/e2e/pipeline";

type Call = Cloud["services"]["dynamodb"]["call"];

interface RecordTimes {
  /**
   * Milliseconds from the start of each key's last upload until its record was written.
   *
   * @param startedAt milliseconds since the epoch, by key
   */
  latenciesOf(records: readonly PlainRecord[], startedAt: ReadonlyMap<string, number>): number[];
}

/** Notes when each record is written. */
export function watchRecords({ services: { dynamodb } }: Cloud): RecordTimes {
  const writtenAt = new Map<string, number>();
  const call: Call = dynamodb.call.bind(dynamodb);
  dynamodb.call = async (operation, input) => {
    const output = await call(operation, input);
    const { Item, Key } = input as Record<"Item" | "Key", { image_id?: { S?: string } } | undefined>;
    const id = (Item ?? Key)?.image_id?.S;
    if (id !== undefined && /^(Put|Update)Item$/.test(operation)) writtenAt.set(id, Date.now());
    return output;
  };
  return {
    latenciesOf: (records, startedAt) =>
      records.flatMap(({ image_id: id, original_key: key }) => {
        const [start, end] = [startedAt.get(String(key)), writtenAt.get(String(id))];
        // The record of an earlier version of the key ends before the last upload begins, or has another start.
        return start === undefined || end === undefined || end < start ? [] : [end - start];
      }),
  };
}
