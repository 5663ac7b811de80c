/** Compiles this project's TypeScript with esbuild. Types are not checked (`npm run check` does that). */
const { version } = require("esbuild/package.json");

const settings = { loader: "ts", format: "cjs", platform: "node", target: "node24", sourcemap: "inline" };

const withEsbuild = {
  key: `esbuild ${version} ${JSON.stringify(settings)}`,
  compile: (code, file) => require("esbuild").transformSync(code, { ...settings, sourcefile: file }).code,
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
