import { encodeJpeg } from "./jpeg";
import { scene, seededRandom } from "./scene";

/** JPEGs with three bytes of their entropy-coded data changed, which are mostly refused in the middle of a block. */
export function damagedJpegs(count: number): Buffer[] {
  const whole = encodeJpeg(scene(160, 120), { subsampling: [2, 2] });
  const data = whole.indexOf(Buffer.of(0xff, 0xda)) + 14;
  return Array.from({ length: count }, (_, i) => {
    const random = seededRandom(i + 1);
    const damaged = Buffer.from(whole);
    for (let left = 3; left > 0; left--) {
      damaged[data + Math.floor(random() * (damaged.length - data - 2))] = Math.floor(random() * 255);
    }
    return damaged;
  });
}
