// Holds the cases against the catalogue of errors: each reason is either shown by a case, or stands here with why not.

const notShown = {
  UNSPECIFIED: 'is never sent',
  WRONG_WORKER: 'needs two workers, and which of them takes a call is not for clients to say',
  QUEUE_FULL: 'needs more calls at a time than a runner makes',
  DRAINING: 'needs a broker that is told to stop',
  BROKER_STOPPED: 'needs a broker that stops',
  CALL_CANCELLED: 'is seldom seen by clients, whose own library has answered by then',
  INTERNAL: 'is a defect',
};

// What is wrong, in words.
export function coverageFaults(reasons, cases) {
  const shown = new Set(cases.flatMap(({ steps }) => steps.map(({ expect }) => expect?.error?.reason)));
  const missing = reasons.filter((reason) => !shown.has(reason) && !(reason in notShown));
  const stale = Object.keys(notShown).filter((reason) => shown.has(reason) || !reasons.includes(reason));
  return [
    ...missing.map((reason) => `no case shows the reason ${reason}`),
    ...stale.map((reason) => `lib/coverage.mjs excuses the reason ${reason} for nothing`),
  ];
}
