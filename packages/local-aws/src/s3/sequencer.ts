/**
 * Sequencers of object changes: hexadecimal, of one length, later ones greater, also over restarts (they begin with the time).
 */
export class Sequencer {
  private last = 0n;

  next(): string {
    const now = BigInt(Date.now()) << 16n;
    this.last = now > this.last ? now : this.last + 1n;
    return this.last.toString(16).toUpperCase().padStart(18, "0");
  }
}
