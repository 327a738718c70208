// Spans of time: as people write them, in milliseconds, and as the protocol has them.

import type { Duration as Message } from '../gen/google/protobuf/duration.js';

/**
 * A span of time: milliseconds as a number, or a text such as `'500ms'`, `'2s'`, `'1.5m'` or `'1h'`. `Infinity` waits
 * for ever.
 */
export type Duration = number | string;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const written = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

// Milliseconds; undefined if it is not a span of time.
export function millisecondsOf(duration: unknown): number | undefined {
  if (typeof duration === 'number') return duration >= 0 ? duration : undefined;
  const parts = typeof duration === 'string' ? written.exec(duration) : null;
  return parts === null ? undefined : Number(parts[1]) * units[parts[2]!]!;
}

// Seconds: what a Duration of protobuf's may say, which is ten thousand years.
const longest = 315_576_000_000;

export function toMessage(milliseconds: number): Message {
  if (milliseconds >= longest * 1000) return { seconds: longest, nanos: 0 };
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: Math.floor((milliseconds - seconds * 1000) * 1e6) };
}

export function fromMessage(message: Message | undefined): number {
  return message === undefined ? 0 : message.seconds * 1000 + message.nanos / 1e6;
}
