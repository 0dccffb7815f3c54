/** The folders of the user, and the default location of the store. */

import path from 'node:path';
import { UsageError } from '../errors.ts';

export interface UserEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Empty if it is unknown. */
  readonly home: string;
}

type Kind = 'data' | 'config' | 'cache';

/** The variables that name each folder, and its default place in the home folder. */
const XDG = { data: 'XDG_DATA_HOME', config: 'XDG_CONFIG_HOME', cache: 'XDG_CACHE_HOME' } as const;
const WINDOWS = { data: 'LOCALAPPDATA', config: 'APPDATA', cache: 'LOCALAPPDATA' } as const;
const IN_HOME: Readonly<Record<Kind, (platform: NodeJS.Platform) => readonly string[]>> = {
  data(platform) {
    if (platform === 'darwin') return ['Library', 'Application Support'];
    return platform === 'win32' ? ['AppData', 'Local'] : ['.local', 'share'];
  },
  config: (platform) => (platform === 'win32' ? ['AppData', 'Roaming'] : ['.config']),
  cache(platform) {
    if (platform === 'darwin') return ['Library', 'Caches'];
    return platform === 'win32' ? ['AppData', 'Local'] : ['.cache'];
  },
};

/**
 * `HINDCAST_STORE`, else `store.sqlite` in the system's folder for user data.
 * @throws UsageError if that folder is in the home folder, and the home folder is unknown or not absolute
 */
export function storeFile(user: UserEnvironment): string {
  if (user.env.HINDCAST_STORE) return user.env.HINDCAST_STORE;
  const folder = userFolder(user, 'data');
  if (folder !== undefined) return path.join(folder, 'hindcast', 'store.sqlite');
  throw new UsageError('expected a place for the store, but your home folder is unknown', {
    hint: 'set HOME, or name the store with `--store` or HINDCAST_STORE',
  });
}

/** Where lists of markets are kept for a day; `undefined` if the home folder that it would be in is unknown. */
export function listFolder(user: UserEnvironment): string | undefined {
  const folder = userFolder(user, 'cache');
  return folder === undefined ? undefined : path.join(folder, 'hindcast', 'markets');
}

/** Where `plan` keeps what it has measured of this machine; `undefined` as above. */
export function measuredFile(user: UserEnvironment): string | undefined {
  const folder = userFolder(user, 'cache');
  return folder === undefined ? undefined : path.join(folder, 'hindcast', 'speed.json');
}

/**
 * The user's folder for data, settings or copies; `undefined` if the home folder that it would be in is unknown.
 * @throws UsageError if the home folder is not absolute
 */
export function userFolder({ env, platform, home }: UserEnvironment, kind: Kind): string | undefined {
  const variables = variablesOf(platform, kind);
  const named = variables.map((name) => env[name]).find((folder) => folder && path.isAbsolute(folder));
  if (named !== undefined) return named;
  if (home === '') return undefined;
  if (path.isAbsolute(home)) return path.join(home, ...IN_HOME[kind](platform));
  throw new UsageError(`expected HOME to be an absolute path, got \`${home}\``, {
    hint: 'set HOME to the full path of your home folder',
  });
}

/** The variables whose path is not absolute. They are ignored: https://specifications.freedesktop.org/basedir-spec/latest */
export function ignoredFolders({ env, platform }: Omit<UserEnvironment, 'home'>): readonly string[] {
  const names = (['data', 'config', 'cache'] as const).flatMap((kind) => variablesOf(platform, kind));
  return [...new Set(names)].filter((name) => env[name] && !path.isAbsolute(env[name]));
}

const variablesOf = (platform: NodeJS.Platform, kind: Kind): readonly string[] =>
  platform === 'win32' ? [XDG[kind], WINDOWS[kind]] : [XDG[kind]];
