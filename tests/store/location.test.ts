import path from 'node:path';
import { expect, test } from 'vitest';
import { storeFile } from '../../src/store/location.ts';

const home = path.join(path.sep, 'home', 'ada');
const at = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
  storeFile({ env, platform, home });
const inHome = (...parts: string[]) => path.join(home, ...parts, 'hindcast', 'store.sqlite');

test('the store is at HINDCAST_STORE, by default in the folder of the system for user data', () => {
  expect(at('linux', { HINDCAST_STORE: 'my.sqlite', XDG_DATA_HOME: home })).toBe('my.sqlite');
  expect(at('linux', { XDG_DATA_HOME: path.join(home, 'data') })).toBe(inHome('data'));
  expect(at('linux')).toBe(inHome('.local', 'share'));
  expect(at('darwin')).toBe(inHome('Library', 'Application Support'));
  expect(at('win32', { LOCALAPPDATA: path.join(home, 'Local') })).toBe(inHome('Local'));
  expect(at('win32')).toBe(inHome('AppData', 'Local'));
});

test('an empty setting or a folder that is not absolute is ignored', () => {
  expect(at('linux', { HINDCAST_STORE: '', XDG_DATA_HOME: 'data' })).toBe(inHome('.local', 'share'));
});
