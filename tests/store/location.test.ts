import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { ignoredFolders, listFolder, storeFile, userFolder } from '../../src/store/location.ts';

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

test('an empty or relative variable of Windows is ignored too, and a warning names each relative one', () => {
  expect(at('win32', { LOCALAPPDATA: 'Local' })).toBe(inHome('AppData', 'Local'));
  expect(at('win32', { LOCALAPPDATA: '' })).toBe(inHome('AppData', 'Local'));
  const env = { XDG_DATA_HOME: 'data', XDG_CONFIG_HOME: home, LOCALAPPDATA: 'Local' };
  expect(ignoredFolders({ env, platform: 'linux' })).toEqual(['XDG_DATA_HOME']);
  expect(ignoredFolders({ env, platform: 'win32' })).toEqual(['XDG_DATA_HOME', 'LOCALAPPDATA']);
});

test('a home folder that is relative or unknown is an error, unless a variable names the place', () => {
  const env = { XDG_DATA_HOME: home };
  for (const wrong of ['ada', '']) {
    expect(() => storeFile({ env: {}, platform: 'linux', home: wrong })).toThrow(UsageError);
    expect(storeFile({ env, platform: 'linux', home: wrong })).toBe(
      path.join(home, 'hindcast', 'store.sqlite'),
    );
  }
  expect(userFolder({ env: {}, platform: 'linux', home: '' }, 'config')).toBeUndefined();
  expect(() => userFolder({ env: {}, platform: 'linux', home: 'ada' }, 'config')).toThrow(/HOME .*`ada`/);
});

test('lists of markets are kept in the folder of the system for what can be had again', () => {
  const of = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
    listFolder({ env, platform, home });
  const folder = (...parts: string[]) => path.join(home, ...parts, 'hindcast', 'markets');
  expect(of('linux')).toBe(folder('.cache'));
  expect(of('linux', { XDG_CACHE_HOME: path.join(home, 'own') })).toBe(folder('own'));
  expect(of('darwin')).toBe(folder('Library', 'Caches'));
  expect(of('win32')).toBe(folder('AppData', 'Local'));
  expect(listFolder({ env: {}, platform: 'linux', home: '' })).toBeUndefined();
  expect(ignoredFolders({ env: { XDG_CACHE_HOME: 'own' }, platform: 'linux' })).toEqual(['XDG_CACHE_HOME']);
});
