// The worker's own few lines on stderr. Standard output belongs to user code.

export type Log = (text: string) => void;

export function logTo(stream: { write(text: string): unknown }): Log {
  return (text) => {
    stream.write(`jsinterop-worker: ${oneEntry(text)}\n`);
  };
}

// What an error says may be a client's words, so no part of it looks like another entry, or moves a cursor.
function oneEntry(text: string): string {
  return text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, (control) => escaped(control))
    .replace(/\n/g, '\n  ');
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

// Characters. A stack of 16 KiB has more than a hundred frames.
const longest = 16 * 1024;

// An error for a log line, with its stack where it has one. It may be a client's words, and of any length.
export function describe(error: unknown): string {
  try {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
  } catch {
    return 'something that cannot be described';
  }
}
