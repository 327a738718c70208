let loaded = 0;
export const ready = await new Promise((resolve) => setImmediate(resolve, true));
loaded++;
export const count = () => loaded;
