import { withoutAperture } from "../heif/aperture";
import { addPixi } from "./add-pixi";
import { orderTiles } from "./tile-order";

/**
 * A file as libavif takes it: with what it demands and other readers do without, tiles in the order that it knows, and
 * nothing that is applied to its result.
 *
 * @throws RangeError where a box is cut short
 */
export const forLibavif = (bytes: Buffer): Buffer => addPixi(orderTiles(withoutAperture(bytes)));
