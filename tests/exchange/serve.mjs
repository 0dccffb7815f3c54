/**
 * The local exchange by itself, until it is interrupted:
 *
 *   node tests/exchange/serve.mjs --port 8080 --now 2024-01-10T00:00Z
 *   node bin/hindcast.js fetch binance BTC/USDT --since 2023-01-01 --base-url http://127.0.0.1:8080
 *   curl -d '{"name":"429","retryAfter":3,"times":2}' http://127.0.0.1:8080/control/fail
 *   curl -d '{"now":"2024-02-01"}' http://127.0.0.1:8080/control/clock
 *   curl http://127.0.0.1:8080/control/requests
 *
 * Without --now its clock is the machine's. The names of the faults are in `faults.mjs`.
 */

import { parseArgs } from 'node:util';
import { LocalExchange } from './exchange.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, now: { type: 'string' } },
});
const now = values.now === undefined ? Date.now : Date.parse(values.now);
if (typeof now === 'number' && Number.isNaN(now)) throw new Error(`--now is no time: ${values.now}`);
const exchange = new LocalExchange({ now });
process.stdout.write(`${await exchange.listen(Number(values.port))}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void exchange.close());
