// A worker process started through the real launcher.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const packageFolder = fileURLToPath(new URL('../../../../', import.meta.url));
export const examples = `${packageFolder}examples`;
const bin = `${packageFolder}dist/worker/bin.js`;

export class WorkerProcess {
  stderr = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: string[]) {
    this.child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr!.on('data', (text: Buffer) => (this.stderr += text.toString()));
    this.exited = new Promise((resolve) => this.child.on('close', (code) => resolve(code)));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  endInput(): void {
    this.child.stdin!.end();
  }
}
