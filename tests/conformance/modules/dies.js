// Ends the worker that runs it.

export const alive = () => true;
export const exit = (code) => process.exit(code);
export const kill = () => process.kill(process.pid, 'SIGKILL');
export const object = { member: 1 };

export function throwLater() {
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
}

export const exitWhileWaiting = () => {
  setImmediate(() => process.exit(0));
  return new Promise(() => {});
};
