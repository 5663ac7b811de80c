/**
 * The end-to-end suites as one file, because files run side by side: they share their stacks, and the last one looks back
 * at what the others made the roles do.
 */
import "./deletes.test";
import "./monitoring.test";
import "./pipeline.test";
import "./upload-api.test";
import "./workflow.test";

import "./working-grants.test";
