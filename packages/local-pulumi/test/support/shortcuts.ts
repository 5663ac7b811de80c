const VARIABLE = "LOCAL_PULUMI_SHORTCUTS";

/** Does something while the shortcuts into Pulumi's SDK are switched on or off for every process that is started. */
export async function withShortcuts<T>(on: boolean, work: () => Promise<T>): Promise<T> {
  const before = process.env[VARIABLE];
  process.env[VARIABLE] = on ? "1" : "0";
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[VARIABLE];
    else process.env[VARIABLE] = before;
  }
}
