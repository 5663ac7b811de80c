/**
 * Compiles a program's TypeScript with ts-node, exactly as Pulumi's runner itself would have it done: the text that a
 * function is captured as must be the same.
 */
const fs = require("node:fs");

/**
 * @param {string} tsconfig file, which need not exist
 * @param {NodeRequire} fromProgram resolves what the program resolves
 * @returns undefined where the program has no TypeScript or no ts-node of its own
 */
function likeTheRunner(tsconfig, fromProgram) {
  let versions;
  try {
    versions = ["typescript", "ts-node"].map((name) => fromProgram(`${name}/package.json`).version);
  } catch {
    return undefined;
  }
  const settings = fs.existsSync(tsconfig) ? fs.readFileSync(tsconfig, "utf8") : "";
  let service;

  function compile(code, file) {
    service ??= fromProgram("ts-node").create({
      compiler: fromProgram.resolve("typescript"),
      transpileOnly: true,
      project: tsconfig,
      skipProject: settings === "",
      // The runner's own defaults, below what the project says.
      compilerOptions: {
        target: "ES2020",
        module: "nodenext",
        moduleResolution: "nodenext",
        sourceMap: "true",
        ...fromProgram("typescript").parseConfigFileTextToJson(tsconfig, settings).config?.compilerOptions,
      },
    });
    return service.compile(code, file);
  }

  // What is said above is part of what an output depends on.
  return { compile, key: [...versions, settings, fs.readFileSync(module.filename, "utf8")].join("\0") };
}

module.exports = { likeTheRunner };
