import { useState } from "preact/hooks";

import { sendDeadLettersBack } from "./server";

/** Sends the events of failed images back to where they came from, once their cause is mended. */
export function RedriveButton() {
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);
  const redrive = async () => {
    setBusy(true);
    setSaid("Reading the dead letters.");
    try {
      const { sent, left } = await sendDeadLettersBack();
      setSaid(`${sent} sent back${left > 0 ? `, ${left} left in the queue` : ""}.`);
    } catch (error) {
      setSaid((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <span class="actions">
      <button type="button" class="button" disabled={isBusy} onClick={() => void redrive()}>
        Send dead letters back
      </button>
      <span role="status">{said}</span>
    </span>
  );
}
