// Where places in compiled files come from, by the source maps that lie in these files or beside them.
//
// They are read when an error is told, and never before: a worker that throws nothing, or has no maps, pays
// nothing. Only what lies below the root is read. Whatever is missing, broken or too large gives no origin, and
// the error is told with the place in the file that ran.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isArray, native, parseJson } from '../intrinsics.js';
import type { Origin } from '../values/stack.js';

export interface Bounds {
  // Bytes of a compiled file, which may hold its map.
  file: number;
  // Characters of one map, and of all that are kept. A megabyte takes about 0.15 s to read, once, and becomes
  // about 20 MB.
  map: number;
  maps: number;
  // Files that are remembered, those without a map too.
  files: number;
}

const usual: Bounds = { file: 16 * 2 ** 20, map: 4 * 2 ** 20, maps: 8 * 2 ** 20, files: 1024 };

const notRead = new Error('it lies outside, is no file, or is too large');

const mark = '//# sourceMappingURL=';

interface Text {
  text: string;
  // What its sources are relative to.
  url: string;
}

type Section = { map: SourceMapPayload };
type Payload = SourceMapPayload & { sections?: Section[] };

export class SourceMaps {
  private readonly known = new native.Map<string, SourceMap | undefined>();
  private kept = 0;

  // REQUIRES: `root` is a real path.
  constructor(
    private readonly root: string,
    private readonly bounds = usual,
  ) {}

  // Lines and columns are counted from 1. Never throws.
  originOf(file: string, line: number, column: number): Origin | undefined {
    try {
      const entry = this.mapOf(file)?.findEntry(line - 1, column - 1);
      // Where a line has nothing, the entry is of one above.
      if (entry === undefined || !('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
      if (typeof entry.originalSource !== 'string') return undefined;
      const source = this.nameOf(entry.originalSource);
      return { source, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    } catch {
      return undefined;
    }
  }

  private mapOf(file: string): SourceMap | undefined {
    if (this.known.has(file)) return this.known.get(file);
    if (this.known.size >= this.bounds.files) return undefined;
    this.known.set(file, undefined);
    const found = this.find(file);
    if (found === undefined || found.text.length > this.bounds.map) return undefined;
    if (this.kept + found.text.length > this.bounds.maps) return undefined;
    const map = new SourceMap(payloadOf(found));
    this.kept += found.text.length;
    this.known.set(file, map);
    return map;
  }

  private find(file: string): Text | undefined {
    const code = this.read(file, this.bounds.file);
    const at = code.lastIndexOf(mark);
    if (at === -1) return undefined;
    const link = /^\S*/.exec(code.slice(at + mark.length))![0];
    const url = new URL(link, pathToFileURL(file));
    if (url.protocol === 'data:') return { text: inlineText(link), url: pathToFileURL(file).href };
    return { text: this.read(fileURLToPath(url), this.bounds.map), url: url.href };
  }

  private read(path: string, most: number): string {
    const file = realpathSync(path);
    const about = statSync(file);
    if (!file.startsWith(`${this.root}${sep}`) || !about.isFile() || about.size > most) throw notRead;
    return readFileSync(file, 'utf8');
  }

  // As clients see files: from the root. A source that is no file is named as the map names it.
  private nameOf(source: string): string {
    const url = new URL(source);
    return url.protocol === 'file:' ? relative(this.root, fileURLToPath(url)).split(sep).join('/') : source;
  }
}

function inlineText(link: string): string {
  const comma = link.indexOf(',');
  const data = link.slice(comma + 1);
  return link.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}

// Without the text of the sources, which would be kept for nothing.
function payloadOf({ text, url }: Text): SourceMapPayload {
  const map = parseJson(text) as Payload;
  const whole = { ...map, sourcesContent: [], sources: absolute(map, url) };
  if (!isArray(map.sections)) return whole;
  const sections = map.sections.map(({ map: part, ...place }) => {
    return { ...place, map: { ...part, sourcesContent: [], sources: absolute(part, url) } };
  });
  return { ...whole, sections } as SourceMapPayload;
}

function absolute({ sources, sourceRoot }: SourceMapPayload, base: string): string[] {
  if (!isArray(sources)) return [];
  const folder = typeof sourceRoot === 'string' && sourceRoot !== '' ? `${sourceRoot.replace(/\/$/, '')}/` : '';
  return sources.map((source) => new URL(`${folder}${source}`, base).href);
}
