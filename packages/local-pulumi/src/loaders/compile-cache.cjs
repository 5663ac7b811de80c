/**
 * TypeScript that is compiled when it is loaded, and kept for the next start: a compiler is then loaded only where
 * something has changed.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

/**
 * Has `require` load `.ts`.
 *
 * @param {object} options
 * @param {string} options.cacheDir folder of what was compiled, which commands share; where it cannot be written,
 * nothing is kept
 * @param {(file: string) => Compiler} options.compilerOf chooses the compiler of a file
 * @returns compiled text by file; it grows
 *
 * @typedef {object} Compiler
 * @property {string} key everything but the file that an output depends on
 * @property {(code: string, file: string) => string} compile gives CommonJS, with its source map at the end
 */
function compileOnce({ cacheDir, compilerOf }) {
  const outputs = new Map();

  function cached(code, file) {
    const { key, compile } = compilerOf(file);
    const hash = createHash("sha256").update(`${key}\0${file}\0${code}`).digest("hex");
    const entry = path.join(cacheDir, `${hash}.js`);
    try {
      return fs.readFileSync(entry, "utf8");
    } catch {
      const output = compile(code, file);
      keep(entry, output);
      return output;
    }
  }

  Module._extensions[".ts"] = (module, file) => {
    const output = cached(fs.readFileSync(file, "utf8"), file);
    outputs.set(file, output);
    module._compile(output, file);
  };
  return outputs;
}

/** Whole or not at all: several processes may write the same entry. */
function keep(entry, output) {
  const temporary = `${entry}.${process.pid}.tmp`;
  try {
    fs.mkdirSync(path.dirname(entry), { recursive: true });
    fs.writeFileSync(temporary, output);
    fs.renameSync(temporary, entry);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

module.exports = { compileOnce };
