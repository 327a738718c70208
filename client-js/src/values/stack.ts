// Stacks as clients see them: without the worker's own frames, and without its root folder in paths.

import { pathToFileURL } from 'node:url';

// `root` is a real path; `own` is the URL of the worker's own code.
export function stackCleaner(root: string, own: string): (stack: string) => string {
  const folder = pathToFileURL(root).href;
  const atOwn = `(${own}`;
  return (stack) => {
    const kept = stack.includes(own) ? beforeOwn(stack, own, atOwn) : stack;
    return kept.replaceAll(`${folder}/`, '').replaceAll(`${root}/`, '');
  };
}

// Everything below the first frame of the worker is the worker, gRPC and Node.
function beforeOwn(stack: string, own: string, atOwn: string): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line) && (line.includes(atOwn) || line.includes(`at ${own}`)));
  return first === -1 ? stack : lines.slice(0, first).join('\n');
}
