import { PAGE_BYTES } from "./arena";

const viewsOf = (buffer: ArrayBuffer) => ({
  buffer,
  u8: new Uint8Array(buffer),
  i16: new Int16Array(buffer),
  u16: new Uint16Array(buffer),
  i32: new Int32Array(buffer),
  f32: new Float32Array(buffer),
});

/**
 * The memory of loops in JavaScript: numbers by their addresses in bytes, as in WebAssembly's memory. Addresses are
 * multiples of the size of the number. What is stored wraps around at its size.
 */
export class LoopMemory {
  private views = viewsOf(new ArrayBuffer(4 * PAGE_BYTES));

  /** Replaced when the memory grows. */
  get buffer(): ArrayBuffer {
    return this.views.buffer;
  }

  /** Adds at least so many pages of 65536 bytes. */
  grow(pages: number): void {
    const { u8, buffer } = this.views;
    this.views = viewsOf(new ArrayBuffer(Math.max(buffer.byteLength + pages * PAGE_BYTES, buffer.byteLength * 2)));
    this.views.u8.set(u8);
  }

  u8(at: number): number {
    return this.views.u8[at] as number;
  }
  i16(at: number): number {
    return this.views.i16[at >> 1] as number;
  }
  u16(at: number): number {
    return this.views.u16[at >> 1] as number;
  }
  i32(at: number): number {
    return this.views.i32[at >> 2] as number;
  }
  f32(at: number): number {
    return this.views.f32[at >> 2] as number;
  }

  setU8(at: number, value: number): void {
    this.views.u8[at] = value;
  }
  setI16(at: number, value: number): void {
    this.views.i16[at >> 1] = value;
  }
  setU16(at: number, value: number): void {
    this.views.u16[at >> 1] = value;
  }
  setI32(at: number, value: number): void {
    this.views.i32[at >> 2] = value;
  }
  setF32(at: number, value: number): void {
    this.views.f32[at >> 2] = value;
  }
}
