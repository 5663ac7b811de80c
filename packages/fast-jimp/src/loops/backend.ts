import { webAssembly } from "../wasm/engine";

/** What runs the loops: WebAssembly with SIMD, or the JavaScript that defines them. */
export type Backend = "wasm" | "javascript";

/** A module whose one function is `i8x16.splat(i32.const 0)` (WebAssembly core specification 2.0, chapter 5). */
const SIMD_MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // Types: one function, without parameters, that gives a vector.
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  // Functions: one, of the first type.
  ...[0x03, 0x02, 0x01, 0x00],
  // Code: no locals, the two instructions, end.
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
);

/**
 * JavaScript where the environment says `FAST_JIMP_WASM=0` or the engine has no WebAssembly SIMD. Both give the same
 * bytes.
 */
export const BACKEND: Backend =
  process.env["FAST_JIMP_WASM"] !== "0" && webAssembly?.validate(SIMD_MODULE) ? "wasm" : "javascript";
