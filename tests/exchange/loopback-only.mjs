/**
 * Loaded by tests, or before the program (`NODE_OPTIONS=--import`), this refuses every connection that would leave the
 * machine and every look-up of a name. It keeps their names, and appends them to the file that TEST_LEAKS names.
 */

import { appendFileSync } from 'node:fs';
import dns from 'node:dns';
import net from 'node:net';

const isHere = (host) => host === undefined || host === '127.0.0.1' || host === '::1' || host === 'localhost';

let leaks = [];

/** The hosts that were refused since the last call. */
export function takeLeaks() {
  const taken = leaks;
  leaks = [];
  return taken;
}

function leak(host) {
  leaks.push(host);
  if (process.env.TEST_LEAKS !== undefined) appendFileSync(process.env.TEST_LEAKS, `${host}\n`);
  return Object.assign(new Error(`the tests keep to 127.0.0.1: ${host}`), { code: 'ENOTFOUND' });
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function guarded(...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host =
    typeof first === 'object' && first !== null ? first.host : args.find((arg) => typeof arg === 'string');
  const isPipe =
    typeof first === 'object' && first !== null && first.path !== undefined && first.port === undefined;
  if (isPipe || isHere(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(leak(host)));
  return this;
};

const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  if (isHere(name)) return lookup(name, ...rest);
  const error = leak(name);
  process.nextTick(() => rest.at(-1)(error));
};
