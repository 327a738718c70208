// The V8 flags that keep clients' data from becoming code.

const noCodegen = '--disallow-code-generation-from-strings';
const noProto = '--disable-proto=delete';

export function neededFlags(allowCodegen: boolean): string[] {
  return allowCodegen ? [noProto] : [noCodegen, noProto];
}

// The flags that are needed and not in force, found by trying.
export function missingFlags(allowCodegen: boolean): string[] {
  const inForce: Record<string, () => boolean> = { [noCodegen]: () => !canMakeCode(), [noProto]: () => !hasProto() };
  return neededFlags(allowCodegen).filter((flag) => inForce[flag]!() === false);
}

function canMakeCode(): boolean {
  try {
    new Function('');
    return true;
  } catch {
    return false;
  }
}

function hasProto(): boolean {
  return '__proto__' in Object.prototype;
}
