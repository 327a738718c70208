// `--check`: what clients can do now, against an earlier report.

import { readFileSync } from 'node:fs';
import { parseJson } from '../../intrinsics.js';
import type { Entry } from '../../reach/surface.js';
import { notKnown, type Section, spelled } from './report.js';

// What a client can do: `MODULE PATH VERB`, and for modules whose exports are not known, why.
type Abilities = Map<string, string>;

function abilitiesOf(sections: readonly Section[]): Abilities {
  const found: Abilities = new Map();
  for (const { module, entries } of sections) {
    for (const { path, verbs, why } of entries) {
      const unknown = path === '(module)' && why.endsWith(notKnown) ? ` ${why}` : '';
      for (const verb of verbs) found.set(`${module}  ${spelled(path)}  ${verb}${unknown}`, why);
    }
  }
  return found;
}

export class CheckError extends Error {}

// Reads what `report` wrote, in either form. Throws CheckError.
function readReport(file: string): Section[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CheckError(`--check: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no file'})`);
  }
  try {
    return text.trimStart().startsWith('[') ? (parseJson(text) as Section[]) : readLines(text.split('\n'));
  } catch {
    throw new CheckError(`--check: ${file} is not a report of --explain-reach`);
  }
}

const line = /^ {2}(?<path>"(?:[^"\\]|\\.)*"|\([a-z ]+\)|\S+) +(?<verbs>refused|[A-Z]+(?: [A-Z]+)*) {2,}(?<why>.*)$/;

function readLines(lines: string[]): Section[] {
  const sections: { module: string; entries: Entry[] }[] = [];
  for (const text of lines) {
    if (text === '') continue;
    if (!text.startsWith(' ')) {
      sections.push({ module: text, entries: [] });
      continue;
    }
    const { path, verbs, why } = line.exec(text)!.groups as { path: string; verbs: string; why: string };
    const plain = path.startsWith('"') ? (parseJson(path) as string) : path;
    const known = verbs === 'refused' ? [] : (verbs.split(' ') as Entry['verbs']);
    sections.at(-1)!.entries.push({ path: plain, verbs: known, why });
  }
  return sections;
}

export interface Change {
  grown: string[];
  shrunk: string[];
}

// What clients can do now and could not when the file was written, and the other way round.
export function compare(sections: readonly Section[], file: string): Change {
  const before = abilitiesOf(readReport(file));
  const now = abilitiesOf(sections);
  const missing = (one: Abilities, other: Abilities) =>
    [...one].filter(([key]) => !other.has(key)).map(([key, why]) => `${key}  (${why})`);
  return { grown: missing(now, before), shrunk: missing(before, now) };
}
