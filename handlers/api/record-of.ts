import type { Connections, ImageRecord } from "../ports";

/** Characters of a UUID as text (RFC 9562, section 4). */
const ID_LENGTH = 36;

/** The record that a caller has named. What cannot be an id is not asked for: a table takes no key of any length. */
export async function recordOf({ records }: Connections, id: string): Promise<ImageRecord | undefined> {
  return id === "" || id.length > ID_LENGTH ? undefined : records?.get(id);
}
