/**
 * Fits on workers of a queue: what each costs beside the fit itself, how much faster two workers are than one, and whether memory stays
 * flat. The workers are processes of the built program, and the Redis is one of its own, without a disk.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ratios, spread } from './measure.mjs';
import { singlePanel } from './simulations.mjs';
import { figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));

/** Fits of a few milliseconds, of a fraction of a second, and of the soak; a first round of -1 warms up, and does not count. */
const WHOLE = { first: -1, small: 1000, large: 24, epochs: 2000, soak: 10_000, samples: 10 };
const QUICK = { first: 0, small: 8, large: 2, epochs: 20, soak: 20, samples: 2 };

export async function queue({ quick, rounds }) {
  if (process.platform !== 'linux' || spawnSync('redis-server', ['--version']).status !== 0)
    return 'queue: left out, since it needs Linux and redis-server.';
  const sizes = quick ? QUICK : WHOLE;
  const bench = await Bench.start();
  try {
    return [
      await overhead(bench, sizes, rounds),
      await speedUp(bench, sizes, rounds),
      await soak(bench, sizes),
    ].join('\n\n');
  } finally {
    await bench.end();
  }
}

/** A Redis with two workers, and threads here. */
class Bench {
  static async start() {
    const modules = await Promise.all(
      ['backtest/threads', 'models/index', 'options/flags', 'queue/producer', 'queue/url'].map(
        (name) => import(`../../dist/${name}.js`),
      ),
    );
    return Object.assign(
      new Bench(),
      Object.assign({}, ...modules.map((module) => ({ ...module }))),
    ).#started();
  }

  async #started() {
    this.port = await freePort();
    this.url = `redis://127.0.0.1:${this.port}`;
    const words = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
    this.redis = await started('redis-server', words, 'stdout', 'Ready to accept connections');
    const { Redis } = await import('ioredis');
    this.client = new Redis(this.url);
    this.workers = [];
    await this.serveWith(2);
    this.threads = new this.Threads(2);
    return this;
  }

  /** Lets so many workers serve. */
  async serveWith(count) {
    while (this.workers.length > count) await ended(this.workers.pop());
    while (this.workers.length < count) {
      const words = [program, 'worker', '--queue', this.url, '--jobs', '1'];
      this.workers.push(await started(process.execPath, words, 'stderr', 'serves'));
    }
  }

  /** Fits small or large networks by members, each of which is a job: here, or on the workers. */
  async fit(runner, { count, from, epochs }, onFitted = () => {}) {
    const options = {
      ...this.defaults,
      models: ['mlp'],
      inputSize: 8,
      hidden: [8],
      epochs,
      validation: 0,
      stepSize: 1,
    };
    const fit = {
      fold: 0,
      start: 0,
      cutoff: 479,
      origins: { series: Int32Array.of(0), row: Int32Array.of(479) },
    };
    const tasks = Array.from({ length: count }, (_, i) => ({ model: 'mlp', member: from + i, fits: [fit] }));
    let fitted = 0;
    const fail = ({ message }) => {
      throw new Error(message);
    };
    const nothing = () => {};
    const start = performance.now();
    await runner.run({ panel: PANEL, options, registry: this.builtIn }, tasks, {
      signal: undefined,
      onEpoch: nothing,
      onText: nothing,
      onFailed: fail,
      onFitted: () => onFitted(++fitted),
    });
    if (fitted !== count) throw new Error(`expected ${count} fits, got ${fitted}`);
    return (performance.now() - start) / 1000;
  }

  async producer() {
    const settings = {
      address: this.QueueAddress.parse(this.url, '--queue'),
      prefix: 'hindcast',
      timeoutMs: 60_000,
      leastOperations: 0,
    };
    return this.Producer.open(settings, { local: this.threads, say: () => {} });
  }

  /** Seconds of CPU so far of this process, the workers and Redis. */
  async cpu() {
    const { user, system } = process.cpuUsage();
    const info = await this.client.info('cpu');
    const redis = ['used_cpu_user', 'used_cpu_sys'].map((name) =>
      Number(new RegExp(`${name}:(.*)`).exec(info)[1]),
    );
    return {
      producer: (user + system) / 1e6,
      workers: this.workers.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
      redis: redis[0] + redis[1],
    };
  }

  async memory() {
    const info = await this.client.info('memory');
    return [
      process.memoryUsage().rss,
      ...this.workers.map(
        ({ pid }) => 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]),
      ),
      Number(/^used_memory:(\d+)/m.exec(info)[1]),
    ];
  }

  async end() {
    await this.threads.close();
    await this.serveWith(0);
    await this.client.quit();
    await ended(this.redis);
  }
}

/** 480 days. */
const PANEL = singlePanel(
  Float64Array.from({ length: 480 }, (_, row) => 100 + 10 * Math.sin(row / 9) + (row % 7)),
  1,
);

/** What a small fit costs on two workers beside what it costs on two threads. */
async function overhead(bench, { first, small: count }, rounds) {
  const [local, queued, parts] = [[], [], { producer: [], workers: [], redis: [] }];
  const [localCpu, queuedCpu] = [[], []];
  let from = 0;
  for (let round = first; round < rounds; round++) {
    const before = await bench.cpu();
    const here = await bench.fit(bench.threads, { count, from, epochs: 1 });
    const between = await bench.cpu();
    const producer = await bench.producer();
    const there = await bench.fit(producer, { count, from, epochs: 1 });
    await producer.close();
    const after = await bench.cpu();
    from += count;
    if (round < 0) continue;
    const perFit = (seconds) => (1000 * seconds) / count;
    local.push(perFit(here));
    queued.push(perFit(there));
    localCpu.push(perFit(between.producer - before.producer));
    const of = (part) => perFit(after[part] - between[part]);
    for (const part of Object.keys(parts)) parts[part].push(of(part));
    queuedCpu.push(of('producer') + of('workers') + of('redis'));
  }
  const more = (some, others) => some.map((value, i) => value - others[i]);
  const row = (name, elapsed, cpu) => [name, elapsed, cpu];
  return `${table(
    [`ms per fit, ${number(count)} small fits`, 'elapsed', 'CPU'],
    [
      row('two threads of this process', figure(local, 2), figure(localCpu, 2)),
      row('two workers of a queue', figure(queued, 2), figure(queuedCpu, 2)),
      row('overhead of the queue', figure(more(queued, local), 2), figure(more(queuedCpu, localCpu), 2)),
      ...Object.entries(parts).map(([part, values]) => row(`of the CPU: ${part}`, '', figure(values, 2))),
    ],
  )}

CPU of this process with threads is that of its fits and of handing them out; \`workers\` is both workers, with their fits.`;
}

/** Two workers against one, beside two threads against one at the same moments. */
async function speedUp(bench, { first, large: count, epochs }, rounds) {
  const [seconds, threads] = [
    { 1: [], 2: [] },
    { 1: [], 2: [] },
  ];
  const shares = [];
  let from = 1e6;
  for (let round = first; round < rounds; round++) {
    for (const workers of round % 2 === 0 ? [2, 1] : [1, 2]) {
      await bench.serveWith(workers);
      const producer = await bench.producer();
      const local = new bench.Threads(workers);
      // The first fits load what the next ones have.
      for (const runner of [producer, local])
        await bench.fit(runner, { count: 2 * workers, from, epochs: 1 });
      const before = await bench.cpu();
      const elapsed = await bench.fit(producer, { count, from: from + 4, epochs });
      const after = await bench.cpu();
      const here = await bench.fit(local, { count, from: from + 4, epochs });
      await producer.close();
      await local.close();
      from += count + 4;
      if (round < 0) continue;
      seconds[workers].push(elapsed);
      threads[workers].push(here);
      const used = (part) => after[part] - before[part];
      const outside = used('producer') + used('redis');
      shares.push(outside / (outside + used('workers')));
    }
  }
  const row = (name, each, share) => [
    name,
    ...[each[1], each[2]].map((some) => figure(some, 2)),
    figure(ratios(each[1], each[2]), 2),
    share,
  ];
  return table(
    [`${count} fits of ${epochs} epochs`, 's, one', 's, two', 'times as fast', 'CPU outside workers, %'],
    [row('workers of a queue', seconds, figure(shares, 1, 100)), row('threads of this process', threads, '')],
  );
}

/** Memory during many jobs. */
async function soak(bench, { soak: count, samples }) {
  await bench.serveWith(2);
  const producer = await bench.producer();
  const every = count / samples;
  const rows = [];
  const sampling = [];
  const sample = async (fits) => {
    globalThis.gc?.();
    const bytes = await bench.memory();
    rows.push({ fits, bytes });
  };
  await sample(0);
  const elapsed = await bench.fit(producer, { count, from: 2e6, epochs: 1 }, (fitted) => {
    if (fitted % every === 0) sampling.push(sample(fitted));
  });
  await Promise.all(sampling);
  await producer.close();
  const heads = ['fits', 'producer, MB', 'worker 1, MB', 'worker 2, MB', 'Redis, MB'];
  const lines = rows.map(({ fits, bytes }) => [number(fits), ...bytes.map((size) => number(size / 1e6, 1))]);
  const half = rows.slice(Math.ceil(rows.length / 2));
  const growth = [0, 1, 2, 3].map((part) => {
    const sizes = half.map(({ bytes }) => bytes[part]);
    return `${number(100 * (sizes.at(-1) / spread(sizes).median - 1), 0)} %`;
  });
  return `${table(heads, [...lines, ['last, against the median of the second half', ...growth]])}

${number(count)} jobs in ${number(elapsed)} s.`;
}

/** A process, once it says that it is ready. */
async function started(file, words, stream, text) {
  const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise((resolve, reject) => {
    child[stream].on('data', (part) => {
      said += part;
      if (said.includes(text)) resolve();
    });
    child.on('exit', () => reject(new Error(`${file} ended: ${said}`)));
  });
  child.stdout.resume();
  child.stderr.resume();
  return child;
}

async function ended(child) {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** Seconds of CPU of a process. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
