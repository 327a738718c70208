// What the conformance cases say of values, as a corpus: the values themselves, and their bytes.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { encodeValue } from '#dist/values/encode.js';
import { encodeContext } from '../support/local.js';
import type { Seeds } from './properties.js';

const conformance = new URL('../../../../../tests/conformance/', import.meta.url);

type Notation = [kind: string, ...rest: unknown[]];
type Read = (notation: Notation) => unknown;

// Throws if there is no case, since then the corpus would be empty without anybody's knowing.
export async function readSeeds(): Promise<Seeds> {
  const { read } = (await import(new URL('lib/notation.mjs', conformance).href)) as { read: Read };
  const values = [...notations()].map((text) => read(JSON.parse(text) as Notation));
  if (values.length === 0) throw new Error(`no values in the cases of ${fileURLToPath(conformance)}`);
  const context = encodeContext();
  const bytes = values.flatMap((value) =>
    [Encoding.AUTO, Encoding.STRUCTURED].map((encoding) => encodeValue(value, encoding, context).bytes),
  );
  return { values: values.map((value) => ({ value }) as Seeds['values'][number]), bytes };
}

// Each value once, as text.
function notations(): Set<string> {
  const found = new Set<string>();
  const folder = new URL('cases/', conformance);
  for (const name of readdirSync(folder).filter((file) => file.startsWith('values.'))) {
    const { cases } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { cases: { steps: object[] }[] };
    for (const { steps } of cases) collect(steps, found);
  }
  return found;
}

// Expected values and arguments, but those that name live objects.
function collect(part: unknown, found: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, inner] of Object.entries(part)) {
    if (key === 'value') add(inner, found);
    else if (key === 'arguments') for (const argument of inner as unknown[]) add(argument, found);
    else collect(inner, found);
  }
}

function add(notation: unknown, found: Set<string>): void {
  const text = JSON.stringify(notation);
  if (Array.isArray(notation) && !/\["(?:reference|json)",/.test(text)) found.add(text);
}
