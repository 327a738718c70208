// The command `--explain-reach`: prints a report, or compares with one.

import { CheckError, compare } from './check.js';
import { type ExplainOptions, report, type Section } from './report.js';

export interface Console {
  print(text: string): void;
  tell(text: string): void;
}

// Gives the exit code.
export function finish(sections: readonly Section[], options: ExplainOptions, { print, tell }: Console): number {
  if (options.check === undefined) {
    print(report(sections, options));
    return 0;
  }
  try {
    return check(sections, options.check, tell);
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    tell(error.message);
    return 2;
  }
}

function check(sections: readonly Section[], file: string, tell: (text: string) => void): number {
  const { grown, shrunk } = compare(sections, file);
  if (shrunk.length > 0) tell(`clients reach less than ${file} says; write it anew:\n${lines('-', shrunk)}`);
  if (grown.length === 0) return 0;
  tell(
    `clients reach more than ${file} says:\n${lines('+', grown)}\n` +
      'If that is meant, write the file anew with the output of --explain-reach; if not, see docs/reach.md.',
  );
  return 1;
}

function lines(sign: string, changes: readonly string[]): string {
  return changes.map((change) => `${sign} ${change}`).join('\n');
}

// User code prints to standard output what it likes, while it is loaded too; that goes to standard error from now
// on. Gives what still prints, and what waits until all is written.
export function takeStandardOutput(): { print: (text: string) => void; end: (then: () => void) => void } {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return { print: (text) => void write(text), end: (then) => void write('', then) };
}
