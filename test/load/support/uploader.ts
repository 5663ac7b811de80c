import { fork } from "node:child_process";
import { once } from "node:events";

import type { Upload } from "../../support/e2e/burst";
import type { UploaderReport, UploaderTask } from "./uploader-main";

/** What is sent, by whom. */
type Sending = Omit<UploaderTask, "uploads" | "bodies"> & { readonly bodies: readonly Buffer[] };

/**
 * Uploads in a process of its own, so that its processor time is not that of the services.
 *
 * @param uploads keys, each with the bodies that are sent one after the other
 */
export async function uploadElsewhere(uploads: readonly Upload[], sending: Sending): Promise<UploaderReport> {
  const child = fork(require.resolve("./uploader-main"), {
    execArgv: process.execArgv,
    serialization: "advanced",
  });
  const numbered = uploads.map(({ key, bodies }) => ({
    key,
    bodies: bodies.map((body) => sending.bodies.indexOf(body)),
  }));
  child.send({ ...sending, uploads: numbered } satisfies UploaderTask);
  const [report] = (await once(child, "message")) as [UploaderReport];
  await once(child, "exit");
  return report;
}
