// Tells what parsing a JSON text would cost, without parsing it.

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

// Says what is too much about the text, or nothing. It only counts: whether the text is JSON is for the
// parser to say.
export function checkJson(text: string, nodes: number, depth: number): string | undefined {
  // A node takes two characters or more, so a short text needs no look; neither can it nest deeper than
  // it is long.
  if (text.length <= nodes && text.length <= depth) return undefined;
  let count = 1;
  let level = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at + 1);
        break;
      case comma:
        count++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        count++;
        if (++level > depth) return `it is nested deeper than ${depth}`;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        level--;
        break;
      default:
    }
    if (count > nodes) return `it has more than ${nodes} nodes`;
  }
  return undefined;
}

function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end !== -1 && isEscaped(text, end, from)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let slashes = 0;
  while (at - slashes > from && text.charCodeAt(at - slashes - 1) === backslash) slashes++;
  return slashes % 2 === 1;
}
