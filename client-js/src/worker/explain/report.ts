// What `--explain-reach` writes: a line for each module, and below it one for each member.

import type { Entry } from '../../reach/surface.js';

export interface ExplainOptions {
  // A file with an earlier report that must not have grown.
  check: string | undefined;
  json: boolean;
  // Tell what is refused too.
  refused: boolean;
}

// What clients reach in one module, or by the exposed names.
export interface Section {
  module: string;
  entries: readonly Entry[];
}

// Ends the line of a module that could not be looked into.
export const notKnown = 'what it exports is not known';

const pathWidth = 40;
const verbWidth = 18;

// Odd names are quoted, so that columns and lines stay apart.
export function spelled(path: string): string {
  return /^[^\s"\\]+$/.test(path) || path.startsWith('(') ? path : JSON.stringify(path);
}

function lineOf({ path, verbs, why }: Entry): string {
  const verb = verbs.length === 0 ? 'refused' : verbs.join(' ');
  return `  ${spelled(path).padEnd(pathWidth)}  ${verb.padEnd(verbWidth)}  ${why}`;
}

export function report(sections: readonly Section[], { json, refused }: ExplainOptions): string {
  const shown = sections.map(({ module, entries }) => ({
    module,
    entries: entries.filter(({ verbs }) => refused || verbs.length > 0),
  }));
  if (json) return `${JSON.stringify(shown, null, 2)}\n`;
  return shown.map(({ module, entries }) => `${[module, ...entries.map(lineOf)].join('\n')}\n`).join('\n');
}
