import { seededRandom } from "../support/images";

type Random = () => number;

const upTo = (random: Random, end: number): number => Math.floor(random() * end);

/** Ways to break a file: each takes the file and gives a broken copy. */
const mutations: readonly ((file: Buffer, random: Random) => Buffer)[] = [
  // One bit.
  (file, random) => {
    const at = upTo(random, file.length);
    file[at] = (file[at] ?? 0) ^ (1 << upTo(random, 8));
    return file;
  },
  // A few bytes anywhere.
  (file, random) => {
    for (let left = 1 + upTo(random, 8); left > 0; left--) file[upTo(random, file.length)] = upTo(random, 256);
    return file;
  },
  // A byte of the header, which is where sizes and counts are.
  (file, random) => {
    file[upTo(random, Math.min(file.length, 200))] = [0, 1, 0x7f, 0x80, 0xff, upTo(random, 256)][upTo(random, 6)] ?? 0;
    return file;
  },
  // A large number where one might be read.
  (file, random) => {
    const value = [0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff, 0x1_0000, 0][upTo(random, 6)] ?? 0;
    const at = upTo(random, Math.max(1, Math.min(file.length, 400) - 4));
    if (random() < 0.5) file.writeUInt32BE(value, at);
    else file.writeUInt32LE(value, at);
    return file;
  },
  // The end cut off.
  (file, random) => file.subarray(0, upTo(random, file.length)),
  // A part left out.
  (file, random) => {
    const at = upTo(random, file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + upTo(random, 200))]);
  },
  // A part twice, up to many times.
  (file, random) => {
    const [at, length] = [upTo(random, file.length), 1 + upTo(random, 300)];
    const part = file.subarray(at, at + length);
    const times = random() < 0.1 ? 50 : 1;
    return Buffer.concat([file.subarray(0, at), ...new Array<Buffer>(times).fill(part), file.subarray(at)]);
  },
  // A part overwritten with another.
  (file, random) => {
    const [from, to, length] = [upTo(random, file.length), upTo(random, file.length), 1 + upTo(random, 100)];
    file.copyWithin(to, from, from + length);
    return file;
  },
  // A stretch of one value.
  (file, random) => {
    const at = upTo(random, file.length);
    return file.fill([0, 0xff, 0xd8][upTo(random, 3)] ?? 0, at, Math.min(file.length, at + 1 + upTo(random, 100)));
  },
];

/** A copy of a file, broken in one to three ways, the same ones for the same seed. */
export function mutate(file: Buffer, seed: number): Buffer {
  const random = seededRandom(seed);
  let broken: Buffer = Buffer.from(file);
  for (let left = 1 + upTo(random, 3); left > 0 && broken.length > 8; left--) {
    broken = mutations[upTo(random, mutations.length)]?.(broken, random) ?? broken;
  }
  return broken;
}
