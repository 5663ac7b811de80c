/** What other programs load: the component, in this project's own TypeScript. */
require("./compile-project.cjs");
module.exports = require("./index.ts");
