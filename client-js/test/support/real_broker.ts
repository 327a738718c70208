// A real broker with workers of its own, as a process.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainFile, packageFolder } from './process.js';

const build = process.env['JSINTEROP_BUILD_DIR'] ?? join(packageFolder, '..', 'build');
const program = join(build, 'service', 'server', 'jsinterop-broker');

// Why tests that need one cannot run; false if they can.
export const noBroker = existsSync(program) ? false : `there is no broker at ${program}`;

export class RealBroker {
  address = '';
  log = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'broker-'));
  private child: ChildProcess | undefined;
  private exited: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly root: string,
    private readonly flags: string[] = [],
  ) {}

  // Starts it, or starts it anew at the same address, and waits until its worker is there.
  async start(): Promise<void> {
    const portFile = join(this.folder, 'port');
    const listen = this.address === '' ? '127.0.0.1:0' : this.address;
    this.child = spawn(
      program,
      [
        `--listen=${listen}`,
        `--port-file=${portFile}`,
        '--local-workers=1',
        `--root=${this.root}`,
        `--worker-script=${mainFile}`,
        ...this.flags,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const { child } = this;
    this.exited = new Promise((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve, reject) => {
      child.stderr!.on('data', (text: Buffer) => {
        this.log += text.toString();
        if (this.log.includes('attached to pool')) resolve();
      });
      child.on('close', () => reject(new Error(`the broker ended:\n${this.log}`)));
      child.on('error', reject);
    });
    this.address = `127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child?.kill(signal);
    await this.exited;
    this.log = '';
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}
