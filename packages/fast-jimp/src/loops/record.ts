import type { Arena } from "./arena";
import type { LoopMemory } from "./memory";

/** Records of 32-bit fields in an arena: the memory of unmanaged classes in assembly/. */
export class RecordTable<Field extends string> {
  readonly address: number;

  /** @param fields in the order of the class */
  constructor(
    private readonly arena: Arena<unknown>,
    private readonly fields: readonly Field[],
    count: number,
  ) {
    this.address = arena.allocate(count * fields.length * 4);
  }

  /** Sets all fields of a record; fields without a value are set to 0. */
  set(index: number, values: Readonly<Partial<Record<Field, number>>>): void {
    const record = this.view(index);
    this.fields.forEach((field, i) => (record[i] = values[field] ?? 0));
  }

  get(index: number, field: Field): number {
    return this.view(index)[this.fields.indexOf(field)] as number;
  }

  setField(index: number, field: Field, value: number): void {
    this.view(index)[this.fields.indexOf(field)] = value;
  }

  private view(index: number): Int32Array {
    const { length } = this.fields;
    return new Int32Array(this.arena.buffer, this.address + index * length * 4, length);
  }
}

/** Reads records that a {@link RecordTable} wrote. */
export const readRecords = <Field extends string>(
  memory: LoopMemory,
  fields: readonly Field[],
  address: number,
  count: number,
): Record<Field, number>[] =>
  Array.from({ length: count }, (_, index) => {
    const record = address + index * fields.length * 4;
    const entries = fields.map((field, i): [Field, number] => [field, memory.i32(record + i * 4)]);
    return Object.fromEntries(entries) as Record<Field, number>;
  });
