// Tells what parsing a JSON text would cost, without parsing it.

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

// Whether a text that is JSON cannot pass the bounds, seen by its length alone: a value takes a character or
// more, and no text nests deeper than it is long.
export function isShortJson(text: string, nodes: number, depth: number): boolean {
  return text.length <= nodes && text.length <= depth;
}

// How many elements and members there are, or in words what is too much about the text. It only counts:
// whether the text is JSON is for the parser to say.
export function countJson(text: string, nodes: number, depth: number): number | string {
  let count = 0;
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
        // One more than its commas, unless there are none at all.
        if (!isEmpty(text, at + 1)) count++;
        if (++level > depth) return `it is nested deeper than ${depth}`;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        level--;
        break;
      default:
    }
    if (count > nodes) return count;
  }
  return count;
}

const space = /[ \t\n\r]*/y;

// Whether an array or object that is open ends at once.
function isEmpty(text: string, from: number): boolean {
  space.lastIndex = from;
  space.test(text);
  const next = text.charCodeAt(space.lastIndex);
  return next === 0x5d || next === 0x7d;
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
