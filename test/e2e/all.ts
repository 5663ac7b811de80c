/**
 * The end-to-end suites as one file, because mocha runs files in parallel processes: they share their stacks, and the
 * last one checks the grants that the others have used.
 */
import "./burst.test";
import "./deletes.test";
import "./monitoring.test";
import "./pipeline.test";
import "./upload-api.test";
import "./workflow.test";

import "./working-grants.test";
