/** What every test of the program starts from: a store of its file's own, and no fit from an earlier test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
process.env.HINDCAST_STORE = path.join(folder, 'store.sqlite');
process.env.HINDCAST_FRESH = '1';
