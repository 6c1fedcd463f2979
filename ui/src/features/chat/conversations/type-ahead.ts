const FORGET_MS = 700;

/** Finds what begins with the letters typed within a moment of each other. */
export class TypeAhead {
  #typed = "";
  #at = Number.NEGATIVE_INFINITY;

  /** The index of the next title that fits, searching on from `from`; -1 where none does. */
  find(key: string, titles: readonly string[], from: number, now: number): number {
    const goesOn = now - this.#at < FORGET_MS;
    this.#typed = (goesOn ? this.#typed : "") + key.toLocaleLowerCase();
    this.#at = now;
    // One letter goes to the next title; more letters may stay where the first one led.
    const start = this.#typed.length === 1 ? from + 1 : from;
    for (let step = 0; step < titles.length; step += 1) {
      const index = (start + step) % titles.length;
      if (titles[index]?.toLocaleLowerCase().startsWith(this.#typed)) return index;
    }
    return -1;
  }
}
