export interface Debounced {
  (): void;
  /** Runs now what was put off, if anything was. */
  flush: () => void;
}

/** Puts a call off until nothing asked for it for `delayMs`, or until the page is left. */
export function debounce(run: () => void, delayMs: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fire = () => {
    timer = undefined;
    run();
  };
  const flush = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    fire();
  };
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(fire, delayMs);
  };
  window.addEventListener("pagehide", flush);
  return Object.assign(ask, { flush });
}
