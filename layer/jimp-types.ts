// Stands in the bundle for @jimp/types, whose other part are schemas of zod that nothing there uses.
export enum Edge {
  EXTEND = 1,
  WRAP = 2,
  CROP = 3,
}
