/** npm passes a terminal's Ctrl-C on although the terminal has sent it already: what comes this soon is the same one. */
const ECHO_MS = 500;

/** A signal that the first Ctrl-C (or SIGTERM) aborts; the second one calls `again`. */
export function onInterrupt(again: () => void): AbortSignal {
  const stop = new AbortController();
  let firstAt = 0;
  const heard = () => {
    if (!stop.signal.aborted) {
      firstAt = Date.now();
      stop.abort();
    } else if (Date.now() - firstAt > ECHO_MS) again();
  };
  process.on('SIGINT', heard).on('SIGTERM', heard);
  return stop.signal;
}
