import type { Arena } from "./arena";

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
