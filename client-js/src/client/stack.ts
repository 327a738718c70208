// Stacks of errors, as they help a user: who called, without this client's own frames.

const own = ['./', '../values/'].map((folder) => new URL(folder, import.meta.url).href);

const isFrame = (line: string) => /^\s+at /.test(line);

// The frames of a stack, without its header.
export function framesOf(stack: string): string[] {
  return stack.split('\n').filter(isFrame);
}

// The same error, with its stack cut.
export function showingCaller<E>(error: E): E {
  if (error instanceof Error && error.stack !== undefined) {
    const lines = error.stack.split('\n');
    error.stack = lines.filter((line) => !isFrame(line) || !own.some((folder) => line.includes(folder))).join('\n');
  }
  return error;
}
