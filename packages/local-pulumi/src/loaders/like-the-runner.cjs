/**
 * Compiles a program's TypeScript with ts-node, exactly as Pulumi's runner itself would have it done: the text that a
 * function is captured as must be the same.
 */
const fs = require("node:fs");

/**
 * @param {string} tsconfig file, which need not exist
 * @param {NodeRequire} fromProgram resolves what the program resolves
 */
function likeTheRunner(tsconfig, fromProgram) {
  const versions = ["typescript", "ts-node"].map((name) => fromProgram(`${name}/package.json`).version);
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
        ...fromProgram("@pulumi/pulumi/tsutils").loadTypeScriptCompilerOptions(tsconfig),
      },
    });
    return service.compile(code, file);
  }

  // What is said above is part of what an output depends on.
  return { compile, key: [...versions, settings, fs.readFileSync(module.filename, "utf8")].join("\0") };
}

module.exports = { likeTheRunner };
