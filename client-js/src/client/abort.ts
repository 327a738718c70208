// Listens to AbortSignals. Many calls may share a signal: it gets one listener for all of them, since Node warns of a
// leak where it gets many.

class Watch {
  readonly calls = new Set<() => void>();
  readonly listener = () => {
    for (const then of [...this.calls]) then();
  };
}

const watches = new WeakMap<AbortSignal, Watch>();

// Runs `then` if the signal aborts, and gives what stops listening. REQUIRES: it has not aborted yet.
export function onAbort(signal: AbortSignal, then: () => void): () => void {
  const { calls, listener } = watches.get(signal) ?? begin(signal);
  calls.add(then);
  return () => {
    if (!calls.delete(then) || calls.size > 0) return;
    watches.delete(signal);
    signal.removeEventListener('abort', listener);
  };
}

function begin(signal: AbortSignal): Watch {
  const watch = new Watch();
  watches.set(signal, watch);
  signal.addEventListener('abort', watch.listener, { once: true });
  return watch;
}
