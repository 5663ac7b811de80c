import { useState } from "preact/hooks";

import type { DeletedList } from "./contract";
import { listDeleted, restoreImage } from "./server";

/** Originals that were deleted, and can be brought back as long as S3 keeps their versions. */
export function DeletedImages() {
  const [list, setList] = useState<DeletedList>();
  const [said, setSaid] = useState("");
  const read = () => void listDeleted().then(setList, (error: unknown) => setSaid((error as Error).message));
  const restore = async (key: string) => {
    try {
      await restoreImage(key);
      setSaid(`${key} is restored: it is processed again.`);
    } catch (error) {
      setSaid((error as Error).message);
    }
    read();
  };
  return (
    <details
      class="deleted"
      onToggle={(event) => {
        if (event.currentTarget.open) read();
      }}
    >
      <summary>Deleted images</summary>
      <p role="status">{said}</p>
      {list?.images.length === 0 && <p class="quiet">No deleted image is kept.</p>}
      {list?.truncated === true && <p class="quiet">There are more than are listed.</p>}
      <ul class="lines">
        {list?.images.map(({ key, deletedAt }) => (
          <li key={key}>
            <button type="button" class="button small" onClick={() => void restore(key)}>
              Restore <span class="hidden">{key}</span>
            </button>{" "}
            {key} <span class="quiet">deleted {new Date(deletedAt).toLocaleString()}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
