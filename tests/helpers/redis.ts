/** Redis servers for tests: each has a port and a folder of its own, and ends with its test. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './files.ts';
import { SERVER } from './has-redis.ts';

export interface RedisServer {
  readonly port: number;
  /** `redis://127.0.0.1:PORT` */
  readonly url: string;
  /** Where it writes. */
  readonly folder: string;
  readonly process: ChildProcess;
  /** Ends it; resolves when it has ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface RedisOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Default: a new one. */
  readonly folder?: string;
  readonly arguments?: readonly string[];
}

/** A server that keeps nothing on disk, unless the arguments say so; it ends with the test. */
export async function startRedis({
  port: asked,
  folder: given,
  arguments: words = [],
}: RedisOptions = {}): Promise<RedisServer> {
  const port = asked ?? (await freePort());
  const folder = given ?? (await temporaryFolder());
  const server = spawn(SERVER, [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...words,
  ]);
  const exit = once(server, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('Ready to accept connections')) resolve();
    });
    server.on('exit', () => reject(new Error(`${SERVER} ended: ${said}`)));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    server.kill(signal);
    await exit;
  };
  onTestFinished(() => stop('SIGKILL'));
  return { port, url: `redis://127.0.0.1:${port}`, folder, process: server, stop };
}

/** A port that nothing listens to. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
