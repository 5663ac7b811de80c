/**
 * Loaded before the tests with FAST_JIMP_WASM=debug: puts modules with names and assertions in the place of the
 * committed ones.
 */
const { existsSync } = require("node:fs");
const { registerHooks } = require("node:module");
const { fileURLToPath } = require("node:url");

const COMMITTED = /\/src\/wasm\/([a-z-]+-wasm\.ts)$/;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!COMMITTED.test(found.url)) return found;
    const url = found.url.replace(COMMITTED, "/dist/debug-wasm/$1");
    if (existsSync(fileURLToPath(url))) return { ...found, url };
    throw new Error(`${fileURLToPath(url)} is missing. Run "npm run wasm -w packages/fast-jimp -- --debug" first.`);
  },
});
