export const f = () => 1;
throw new RangeError('not today');
