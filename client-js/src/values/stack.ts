// Stacks as clients see them: without the worker's own frames, without its root folder in paths, and at the
// sources of what was compiled.

import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Origin {
  // A path from the root, or a URL.
  source: string;
  line: number;
  column: number;
}

// The origin of a place in a file that was compiled; undefined where there is none. Must not throw.
export type FindOrigin = (file: string, line: number, column: number) => Origin | undefined;

// `root` is a real path; `own` is the URL of the worker's own code.
export function stackCleaner(root: string, own: string, findOrigin: FindOrigin): (stack: string) => string {
  const { folder, path } = placesOf(root);
  // Not in the midst of another path.
  const below = new RegExp(`(?<![\\w.\\\\/-])(?:${escaped(folder)}|${escaped(path)})`, 'g');
  const atOwn = `(${own}`;
  return (stack) => {
    const kept = stack.includes(own) ? beforeOwn(stack, own, atOwn) : stack;
    if (!kept.includes(folder) && !kept.includes(path)) return kept;
    const sources = kept.replace(frame, (whole: string, head: string, line: string, column: string, tail: string) => {
      const origin = originOf(head, Number(line), Number(column));
      return origin === undefined ? whole : `${origin}${tail}`;
    });
    return sources.replace(below, '');
  };

  // The beginning of a frame's line up to its place, with that of the source in place of the file's.
  function originOf(head: string, line: number, column: number): string | undefined {
    const asUrl = head.indexOf(folder);
    const begin = asUrl === -1 ? head.indexOf(path) : asUrl;
    if (begin === -1) return undefined;
    const origin = findOrigin(pathOf(head.slice(begin)), line, column);
    return origin && `${head.slice(0, begin)}${origin.source}:${origin.line}:${origin.column}`;
  }
}

const windowsRoot = /^[A-Za-z]:\\/;

// How stacks write the folder: as a URL in ES modules, and as a path in others.
function placesOf(root: string): { folder: string; path: string } {
  if (!windowsRoot.test(root)) return { folder: `${pathToFileURL(root).href}/`, path: `${root}/` };
  return { folder: `file:///${encodeURI(root.replaceAll('\\', '/'))}/`, path: `${root}\\` };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

// One frame: what stands before its place, line, column, and what closes it.
const frame = /^([ \t]+at .*\.[mc]?js):(\d+):(\d+)(\)?)$/gm;

function pathOf(place: string): string {
  if (!place.startsWith('file:')) return place;
  try {
    return fileURLToPath(place);
  } catch {
    return place;
  }
}

// Everything below the first frame of the worker is the worker, gRPC and Node.
function beforeOwn(stack: string, own: string, atOwn: string): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line) && (line.includes(atOwn) || line.includes(`at ${own}`)));
  return first === -1 ? stack : lines.slice(0, first).join('\n');
}
