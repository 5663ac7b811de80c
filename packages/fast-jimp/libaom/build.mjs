// Compiles libaom's decoder to av1-decode.wasm: `npm run libaom` (in this package). The result is committed, so that
// nobody else needs the compiler. It takes four minutes and needs Perl, Python's pip, which brings Zig's build of clang
// and SIMDe, and the addresses of crates.io and PyPI.
//
// --check    compiles nothing, and fails where this folder's sources or the committed result are not those of the last
//            build (part of `npm run check`)
// --verify   writes nothing, and fails where the committed result is not, byte for byte, what the sources compile to
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** libaom 3.11.0 as a crate has it; its files are those of the tag v3.11.0 of aomedia.googlesource.com/aom. */
const CRATE = "libaom-sys-0.17.2+libaom.3.11.0";
const SOURCES_URL = `https://static.crates.io/crates/libaom-sys/${CRATE}.crate`;
const SOURCES_SHA256 = "7c4fce8aaf0c2d8534529b0698ed98ec1da8d35319588d20b0d79ce6446e4194";
/** SIMDe 0.8.2: the intrinsics of x86 that libaom's loops use, in WebAssembly's 128-bit instructions. */
const INTRINSICS = "cmeel-simde==0.8.2";
const INTRINSICS_SHA256 = "e44917e0dbcd62cb841a9232a06087e74583c5e8366831ea9390400fcc8f50bb";
const COMPILER = "ziglang==0.14.1";

/** What differs from the defaults of build/cmake/aom_config_defaults.cmake. */
const CONFIG = {
  ...{ CONFIG_AV1_ENCODER: 0, CONFIG_DENOISE: 0, CONFIG_LIBYUV: 0, CONFIG_SVT_AV1: 0, CONFIG_WEBM_IO: 0 },
  ...{ CONFIG_MULTITHREAD: 0, CONFIG_RUNTIME_CPU_DETECT: 0, CONFIG_NORMAL_TILE_MODE: 1, CONFIG_GCC: 1 },
  ...{ HAVE_SSE2: 1, HAVE_SSSE3: 1, HAVE_SSE4_1: 1, HAVE_UNISTD_H: 1, CONFIG_SIZE_LIMIT: 1 },
};
/** Variables of decode.c, in place of numbers. */
const LIMITS = { DECODE_WIDTH_LIMIT: "frameWidthLimit", DECODE_HEIGHT_LIMIT: "frameHeightLimit" };

const FLAGS = [
  ...[
    "-O2",
    "-target",
    "wasm32-wasi",
    "-mexec-model=reactor",
    "-fvisibility=hidden",
    "-fno-math-errno",
    "-DNDEBUG",
    "-w",
  ],
  ...["-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-Wl,--gc-sections", "-Wl,--strip-all"],
  // The stack lies below all data: one that overflows traps. Memory is what src/codecs/decode-with.ts counts on.
  ...["-Wl,-z,stack-size=1048576", "-Wl,--max-memory=2147483648"],
  // The compiler's own half floats are not those of WebAssembly.
  "-DSIMDE_FLOAT16_API=1",
];

const FOLDERS = {
  "av1/common": /^(?!debugmodes).*\.c$/,
  "av1/common/x86": /^(?!cdef_block_ssse3).*_(sse2|ssse3|sse4)\.c$/,
  "av1/decoder": /^(?!accounting|inspection).*\.c$/,
  av1: /^av1_dx_iface\.c$/,
  "aom/src": /^aom_(codec|decoder|image|integer)\.c$/,
  aom_mem: /\.c$/,
  aom_scale: /\.c$/,
  "aom_scale/generic": /\.c$/,
  aom_util: /^aom_thread\.c$/,
  aom_dsp:
    /^(aom_convolve|aom_dsp_rtcd|avg|binary_codes_reader|bitreader|bitreader_buffer|blend_.*|entcode|entdec|intrapred|loopfilter|odintrin|subtract)\.c$/,
  "aom_dsp/x86":
    /^(aom_convolve_copy_sse2|aom_subpixel_8t_intrin_ssse3|blend_.*_sse4|(highbd_)?intrapred_sse[24]|intrapred_ssse3|(highbd_)?loopfilter_sse2|highbd_convolve_s?s?se[23])\.c$/,
};

/** Loops that libaom has in assembly only: their definitions in C are taken. */
const IN_ASSEMBLY = ["h", "v", "dc", "dc_left", "dc_top", "dc_128", "highbd_v", "highbd_dc"].flatMap((kind) =>
  [4, 8, 16, 32].map((edge) => `aom_${kind.replace(/^(highbd_)?(.*)$/, "$1$2_predictor")}_${edge}x${edge}`),
);

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

function checkHash(what, bytes, expected) {
  if (sha256(bytes) !== expected)
    throw new Error(`${what}: expected the SHA-256 ${expected} but received ${sha256(bytes)}`);
  return bytes;
}

const pip = (...args) =>
  execFileSync("python3", ["-m", "pip", "--quiet", "--disable-pip-version-check", ...args], { stdio: "inherit" });

async function fetchLibaom(dir) {
  const response = await globalThis.fetch(SOURCES_URL);
  const archive = Buffer.from(await response.arrayBuffer());
  execFileSync("tar", ["-xz", "-C", dir], { input: checkHash(SOURCES_URL, archive, SOURCES_SHA256) });
  return join(dir, CRATE, "vendor");
}

function fetchIntrinsics(dir) {
  const to = join(dir, "download");
  pip("download", "--no-deps", "--only-binary", ":all:", "--dest", to, INTRINSICS);
  const [file] = readdirSync(to);
  checkHash(file, readFileSync(join(to, file)), INTRINSICS_SHA256);
  execFileSync("python3", ["-m", "zipfile", "-e", join(to, file), join(dir, "simde")]);
  return join(dir, "simde", "cmeel.prefix", "include");
}

const define = (values) =>
  Object.entries(values)
    .map(([name, value]) => `#define ${name} ${value}\n`)
    .join("");

/** Writes what libaom's own build would: its configuration, and which of its loops are used. */
function configure(libaom, dir) {
  const defaults = readFileSync(join(libaom, "build/cmake/aom_config_defaults.cmake"), "utf8");
  const variables = [...defaults.matchAll(/set_aom_(?:detect|config)_var\(\s*(\w+)\s+(\d)/g)].map(([, ...one]) => one);
  const config = join(dir, "generated", "config");
  mkdirSync(config, { recursive: true });
  const write = (name, text) => writeFileSync(join(config, name), text);
  write(
    "aom_config.h",
    `extern unsigned int ${Object.values(LIMITS).join(", ")};\n` +
      define({ ...Object.fromEntries(variables), ...CONFIG, ...LIMITS, INLINE: "inline" }),
  );
  const texts = { VERSION_EXTRA: '""', VERSION_STRING_NOSP: '"v3.11.0"', VERSION_STRING: '" v3.11.0"' };
  write(
    "aom_version.h",
    define({ VERSION_MAJOR: 3, VERSION_MINOR: 11, VERSION_PATCH: 0, VERSION_PACKED: 0, ...texts }),
  );
  write("assembly.h", define(Object.fromEntries(IN_ASSEMBLY.map((name) => [`${name}_sse2`, `${name}_c`]))));
  const definitions = {
    aom_dsp_rtcd: "aom_dsp/aom_dsp_rtcd_defs.pl",
    av1_rtcd: "av1/common/av1_rtcd_defs.pl",
    aom_scale_rtcd: "aom_scale/aom_scale_rtcd.pl",
  };
  for (const [name, file] of Object.entries(definitions)) {
    const args = ["mmx", "sse", "sse3", "sse4_2", "avx", "avx2"].map((one) => `--disable-${one}`);
    const of = ["--arch=x86_64", `--sym=${name}`, `--config=${join(config, "aom_config.h")}`, join(libaom, file)];
    write(`${name}.h`, execFileSync("perl", [join(libaom, "build/cmake/rtcd.pl"), ...args, ...of]));
  }
  return join(dir, "generated");
}

/** @returns the bytes of the module */
function compile(libaom, simde, dir) {
  const generated = configure(libaom, dir);
  const files = Object.entries(FOLDERS).flatMap(([folder, names]) =>
    readdirSync(join(libaom, folder))
      .filter((file) => names.test(file))
      .sort()
      .map((file) => join(folder, file)),
  );
  const wasm = join(dir, "av1-decode.wasm");
  const own = ["decode.c", "convert.c"].map((file) => join(here, file));
  const includes = [join(here, "include"), simde, generated, here, "."].flatMap((folder) => ["-I", folder]);
  const cache = join(dir, "cache");
  execFileSync(
    join(dir, "compiler", "ziglang", "zig"),
    ["cc", ...FLAGS, ...includes, "-include", join(generated, "config/assembly.h"), ...own, ...files, "-o", wasm],
    {
      cwd: libaom,
      stdio: "inherit",
      env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
    },
  );
  return readFileSync(wasm);
}

async function build() {
  const dir = mkdtempSync(join(tmpdir(), "libaom-"));
  try {
    pip("install", "--root-user-action=ignore", "--target", join(dir, "compiler"), COMPILER);
    const bytes = compile(await fetchLibaom(dir), fetchIntrinsics(dir), dir);
    const file = join(here, "av1-decode.wasm");
    if (!options.verify) writeFileSync(file, bytes);
    else if (!readFileSync(file).equals(bytes)) throw new Error(`${file} is not what its sources compile to`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const record = join(here, "build.json");
if (!options.check) await build();
const now = `${JSON.stringify(hashes(), null, 2)}\n`;
if (!options.check && !options.verify) writeFileSync(record, now);
else if (readFileSync(record, "utf8") !== now) {
  console.error('libaom/ has changed since it was built. Run "npm run libaom -w packages/fast-jimp" and commit it.');
  process.exitCode = 1;
}
