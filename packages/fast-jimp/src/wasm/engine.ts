/** Memory of WebAssembly. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of WebAssembly that is used here. TypeScript declares it in its DOM library only. */
interface WebAssemblyApi {
  readonly Memory: new (descriptor: { initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<object>;
}

/** WebAssembly; undefined where the JavaScript engine has none, as with `node --jitless`. */
export const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };
