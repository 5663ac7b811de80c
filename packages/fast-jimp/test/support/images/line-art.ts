import { seededRandom } from "./scene";

/** Grey level 0..255 of a pixel. */
type Level = (x: number, y: number) => number;

const WIDTH = 1600;
const HEIGHT = 1200;
const [MIDDLE_X, MIDDLE_Y] = [WIDTH / 2, HEIGHT / 2];

/** Rings that become finer outwards. @param period of the finest, at the right edge, pixels */
const zonePlate =
  (period: number): Level =>
  (x, y) => {
    const square = (x - MIDDLE_X) ** 2 + (y - MIDDLE_Y) ** 2;
    return 127.5 + 127.5 * Math.cos((Math.PI * square) / (MIDDLE_X * period));
  };

const GLYPH = { width: 5, height: 7, spacing: 6, leading: 10 } as const;
const GLYPHS = 40;

/** Lines of random glyphs in black on white. @param dot edge of a glyph's dot, pixels @param margin pixels */
function text(dot: number, margin: number): Level {
  const random = seededRandom(dot);
  const glyphs = Array.from({ length: GLYPHS * GLYPH.width * GLYPH.height }, () => random() < 0.45);
  const columns = Math.ceil(WIDTH / dot / GLYPH.spacing);
  const cells = Array.from({ length: columns * Math.ceil(HEIGHT / dot / GLYPH.leading) }, () =>
    random() < 0.16 ? undefined : Math.floor(random() * GLYPHS),
  );
  return (x, y) => {
    if (Math.min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) < margin) return 250;
    const [column, row] = [Math.floor(x / dot), Math.floor(y / dot)];
    const [across, down] = [column % GLYPH.spacing, row % GLYPH.leading];
    const glyph = cells[Math.floor(row / GLYPH.leading) * columns + Math.floor(column / GLYPH.spacing)];
    if (glyph === undefined || across >= GLYPH.width || down >= GLYPH.height) return 250;
    return glyphs[(glyph * GLYPH.height + down) * GLYPH.width + across] === true ? 10 : 250;
  };
}

/** Ink of a line three pixels wide, by the distance from its middle. */
const ink = (distance: number): number => Math.min(1, Math.max(0, 2 - Math.abs(distance)));

/** Rays and circles. */
const drawing: Level = (x, y) => {
  const [right, down] = [x - MIDDLE_X, y - MIDDLE_Y];
  const circle = ink((Math.hypot(right, down) % 37) - 18);
  const rays = Array.from({ length: 24 }, (_, ray) => {
    const angle = (ray * Math.PI) / 24;
    return ink(right * Math.sin(angle) - down * Math.cos(angle));
  });
  return 255 * (1 - Math.max(circle, ...rays));
};

/** What a decode at a reduced scale loses most of, as R, G, B of 1600x1200 pixels. */
export const lineArt = {
  "zone plate": zonePlate(4),
  "fine zone plate": zonePlate(2),
  "small text": text(2, 0),
  "text with margins": text(3, 200),
  drawing,
} as const satisfies Readonly<Record<string, Level>>;

export function drawLineArt(level: Level): { readonly data: Buffer; readonly width: number; readonly height: number } {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0, at = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++, at += 3) data.fill(Math.round(level(x, y)), at, at + 3);
  return { data, width: WIDTH, height: HEIGHT };
}
