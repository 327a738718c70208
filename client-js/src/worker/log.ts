// The worker's own few lines on stderr. Standard output belongs to user code.

export type Log = (text: string) => void;

export function logTo(stream: { write(text: string): unknown }): Log {
  return (text) => {
    stream.write(`jsinterop-worker: ${text}\n`);
  };
}

// An error for a log line, with its stack where it has one.
export function describe(error: unknown): string {
  try {
    if (error instanceof Error) return error.stack ?? error.message;
    return String(error);
  } catch {
    return 'something that cannot be described';
  }
}
