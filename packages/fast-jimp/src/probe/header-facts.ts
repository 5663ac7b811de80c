/** What a format's header says of the picture as it is stored. */
export interface HeaderFacts {
  /** Pixels, before orientation. */
  readonly width: number;
  /** Pixels, before orientation. */
  readonly height: number;
  /** EXIF orientation 1..8; 1 where there is none. */
  readonly orientation: number;
}
