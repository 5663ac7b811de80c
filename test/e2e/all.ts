/**
 * The end-to-end suites as one file, because mocha runs files in parallel processes: they share their stacks, and the
 * last one checks the grants that the others have used.
 */
import "./backfill.test";
import "./burst.test";
import "./canary.test";
import "./changes-meanwhile.test";
import "./delete-for-good.test";
import "./deletes.test";
import "./delivery.test";
import "./encrypted-operation.test";
import "./existing-buckets.test";
import "./existing-key-and-topic.test";
import "./failed-images.test";
import "./immutable-addresses.test";
import "./manifest.test";
import "./monitoring.test";
import "./notify.test";
import "./organisation.test";
import "./pipeline.test";
import "./reconcile.test";
import "./redrive.test";
import "./routes.test";
import "./sets.test";
import "./upload-api.test";
import "./variants.test";
import "./operations.test";
import "./workflow.test";

import "./working-grants.test";
