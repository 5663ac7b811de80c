// Compiles libwebp to webp-decode.wasm and webp-encode.wasm: `npm run libwebp` (in this package). The results are
// committed, so that nobody else needs the compiler. It takes two minutes and needs Python's pip, which brings Zig's
// build of clang, and the addresses of crates.io and PyPI.
//
// --check    compiles nothing, and fails where this folder's sources or the committed results are not those of the last
//            build (part of `npm run check`)
// --verify   writes nothing, and fails where the committed results are not, byte for byte, what the sources compile to
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** libwebp 1.6.0 as a crate has it; its files are those of the tag v1.6.0 of chromium.googlesource.com/webm/libwebp. */
const CRATE = "libwebp-sys-0.14.4";
const SOURCES_URL = `https://static.crates.io/crates/libwebp-sys/${CRATE}.crate`;
const SOURCES_SHA256 = "6b3a87b44e34d17161e4f17d92a463d596cb13825dcd1758ed18fd3a721e189c";
const COMPILER = "ziglang==0.14.1";

const FLAGS = [
  ...["-target", "wasm32-wasi", "-mexec-model=reactor", "-fvisibility=hidden", "-fno-math-errno", "-DNDEBUG"],
  ...["-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-Wl,--gc-sections", "-Wl,--strip-all"],
  // The stack lies below all data: one that overflows traps.
  "-Wl,-z,stack-size=524288",
  // libwebp's loops for SSE2 and SSE4.1, on the intrinsics of include/. It asks Emscripten's macro for them.
  ...["-DEMSCRIPTEN", "-DWEBP_HAVE_SSE2", "-DWEBP_HAVE_SSE41", "-D__SSE2__", "-D__SSE4_1__"],
];

/** A decoder optimised for size is as fast, and a third smaller; an encoder is 3 % slower. */
const MODULES = {
  decode: { optimise: "-Os", folders: ["src/dec", "src/dsp", "src/utils"] },
  encode: { optimise: "-O3", folders: ["src/enc", "src/dsp", "src/utils", "sharpyuv"] },
};
/** Of other processors, or of AVX2. */
const OTHERS = /_(mips|msa|neon|avx2)/;

const here = fileURLToPath(new URL(".", import.meta.url));
const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, verify: { type: "boolean", default: false } },
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Hashes of what a build is made of, and of what comes out, by file. */
function hashes() {
  const sources = readdirSync(here, { recursive: true }).filter((name) => /\.(c|h|mjs|wasm)$/.test(name));
  return Object.fromEntries(sources.sort().map((name) => [name, sha256(readFileSync(join(here, name)))]));
}

async function fetchSources(dir) {
  const response = await globalThis.fetch(SOURCES_URL);
  const archive = Buffer.from(await response.arrayBuffer());
  if (sha256(archive) !== SOURCES_SHA256)
    throw new Error(`${SOURCES_URL}: expected the SHA-256 ${SOURCES_SHA256} but received ${sha256(archive)}`);
  execFileSync("tar", ["-xz", "-C", dir], { input: archive });
  return join(dir, CRATE, "vendor");
}

/** @returns the bytes of a module */
function compile(name, { optimise, folders }, { libwebp, dir }) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(libwebp, folder))
      .filter((file) => file.endsWith(".c") && !OTHERS.test(file))
      .sort()
      .map((file) => join(folder, file)),
  );
  const wasm = join(dir, `${name}.wasm`);
  const includes = ["-I", join(here, "include"), "-I", "."];
  const cache = join(dir, "cache");
  execFileSync(
    join(dir, "compiler", "ziglang", "zig"),
    ["cc", optimise, ...FLAGS, ...includes, join(here, `${name}.c`), ...files, "-o", wasm],
    {
      cwd: libwebp,
      stdio: "inherit",
      env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
    },
  );
  return readFileSync(wasm);
}

async function build() {
  const dir = mkdtempSync(join(tmpdir(), "libwebp-"));
  try {
    execFileSync("python3", [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--root-user-action=ignore",
      "--target",
      join(dir, "compiler"),
      COMPILER,
    ]);
    const libwebp = await fetchSources(dir);
    for (const [name, module] of Object.entries(MODULES)) {
      const file = join(here, `webp-${name}.wasm`);
      const bytes = compile(name, module, { libwebp, dir });
      if (!options.verify) writeFileSync(file, bytes);
      else if (!readFileSync(file).equals(bytes)) throw new Error(`${file} is not what its sources compile to`);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const record = join(here, "build.json");
if (!options.check) await build();
const now = `${JSON.stringify(hashes(), null, 2)}\n`;
if (!options.check && !options.verify) writeFileSync(record, now);
else if (readFileSync(record, "utf8") !== now) {
  console.error('libwebp/ has changed since it was built. Run "npm run libwebp -w packages/fast-jimp" and commit it.');
  process.exitCode = 1;
}
