// A worker process started through the real launcher.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const packageFolder = fileURLToPath(new URL('../../../../', import.meta.url));
export const examples = `${packageFolder}examples`;
export const mainFile = `${packageFolder}dist/worker/main.js`;
const bin = `${packageFolder}dist/worker/bin.js`;

export class WorkerProcess {
  stdout = '';
  stderr = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: string[]) {
    this.child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr!.on('data', (text: Buffer) => (this.stderr += text.toString()));
    this.child.stdout!.on('data', (text: Buffer) => (this.stdout += text.toString()));
    this.exited = new Promise((resolve) => this.child.on('close', (code) => resolve(code)));
  }

  // Waits until standard error has such a text: it may come later than the answer to a call that wrote it.
  async says(text: RegExp): Promise<void> {
    const isOver = this.exited.then(() => true);
    while (!text.test(this.stderr)) {
      const over = await Promise.race([once(this.child.stderr!, 'data').then(() => false), isOver]);
      if (over && !text.test(this.stderr)) throw new Error(`it ended without saying ${text}: ${this.stderr}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  // Makes sure that it is gone.
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.exited;
    clearTimeout(patience);
  }

  endInput(): void {
    this.child.stdin!.end();
  }
}
