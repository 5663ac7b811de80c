/** Compiles this project's TypeScript with esbuild. Types are not checked (`npm run check` does that). */
const { version } = require("esbuild/package.json");

const settings = { loader: "ts", format: "cjs", platform: "node", target: "node24", sourcemap: "inline" };

/**
 * A dynamic import of a module of TypeScript, by the name of what it is compiled to. There is no file of that name;
 * `require` without the ending finds the source.
 */
const IMPORT_LATER = /\bimport\("(\.{1,2}\/[^"]+)\.js"\)/g;
const REQUIRE_LATER = 'Promise.resolve().then(() => require("$1"))';

const withEsbuild = {
  key: `esbuild ${version} ${JSON.stringify(settings)} ${REQUIRE_LATER}`,
  compile: (code, file) =>
    require("esbuild")
      .transformSync(code, { ...settings, sourcefile: file })
      .code.replace(IMPORT_LATER, REQUIRE_LATER),
};

/**
 * Shows stack traces where the sources are. Source maps are read when a stack trace is looked at, which foreseen errors
 * never are.
 *
 * @param {Map<string, string>} outputs compiled text by file
 */
function mapStackTraces(outputs) {
  Error.prepareStackTrace = (error, frames) => {
    delete Error.prepareStackTrace;
    require("@cspotcode/source-map-support").install({
      environment: "node",
      retrieveFile: (file) => outputs.get(file.replace(/^file:\/\//, "")) ?? "",
    });
    return Error.prepareStackTrace(error, frames);
  };
}

module.exports = { withEsbuild, mapStackTraces };
